import { Trans, useLingui } from '@lingui/react/macro';
import { Download, FileUp } from 'lucide-react';
import { type DragEvent, useId, useRef, useState } from 'react';
import type { Import } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { problemText } from '@/i18n/problem-text';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { cx } from '@/ui/cx';
import { linkClass } from '@/ui/link-class';
import { ProgressBar } from '@/ui/progress-bar';
import { showToast } from '@/ui/toast';
import { saveSample } from './api';
import { unfitText, uploadText } from './upload-problem';
import type { useUpload } from './use-upload';

type PanelProps = { upload: ReturnType<typeof useUpload>; busy: boolean };

/** A place to drop a CSV file on, with a button that chooses one for whoever does not drag. */
export function DropPanel({ upload, busy }: PanelProps) {
  const { t } = useLingui();
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const hint = useId();

  function take(files: FileList | null) {
    const [file] = files ?? [];
    if (busy || !file) return;
    if (files && files.length > 1) upload.refuse('several');
    else void upload.send(file);
  }
  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  }
  function drag(event: DragEvent) {
    event.preventDefault();
    event.dataTransfer.dropEffect = busy ? 'none' : 'copy';
    setOver(!busy);
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for pointers; the button inside does the same
    <div
      onDragOver={drag}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cx(
        'flex min-h-52 flex-col items-center justify-center gap-3 rounded-lg border-2 border-dashed px-5 py-6 text-center transition-colors',
        over ? 'border-accent-ink bg-accent-soft' : 'border-control/60 bg-surface',
      )}
    >
      <FileUp aria-hidden="true" className="size-6 text-muted" />
      <div className="flex flex-col gap-0.5">
        <p className="font-medium max-sm:hidden">
          <Trans>Drop a CSV file here</Trans>
        </p>
        <p id={hint} className="text-muted text-sm">
          <Trans>Up to 20 MB and 100,000 people. The first line names the columns.</Trans>
        </p>
      </div>
      <input
        ref={chooser}
        type="file"
        aria-label={t`CSV file`}
        accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"
        tabIndex={-1}
        hidden
        onChange={(event) => {
          take(event.target.files);
          // The same file, mended, can be chosen once more.
          event.target.value = '';
        }}
      />
      <Button variant="primary" disabled={busy} aria-describedby={hint} onClick={() => chooser.current?.click()}>
        <Trans>Choose a file</Trans>
      </Button>
      <SampleLink />
    </div>
  );
}

function SampleLink() {
  const { i18n } = useLingui();
  const { workspaceId } = usePlace();
  function save() {
    saveSample(workspaceId).catch((error) => showToast({ title: problemText(i18n, error), tone: 'danger' }));
  }
  return (
    <button
      type="button"
      onClick={save}
      className={`${linkClass} inline-flex items-center gap-1.5 text-sm max-sm:min-h-9`}
    >
      <Download aria-hidden="true" className="size-3.5" />
      <Trans>Download a sample file</Trans>
    </button>
  );
}

/** How far the file is on its way, or why it was not taken. */
export function UploadState({ upload }: { upload: ReturnType<typeof useUpload> }) {
  const { t, i18n } = useLingui();
  const { part, failure } = upload;
  if (part !== null) {
    const percent = new Intl.NumberFormat(i18n.locale, { style: 'percent' }).format(part);
    return (
      <div className="flex items-center gap-4">
        <div className="flex min-w-0 flex-1 flex-col gap-1.5">
          <p role="status" className="text-muted text-sm tabular-nums">
            {part < 1 ? <Trans>Uploading… {percent}</Trans> : <Trans>The server is reading the file…</Trans>}
          </p>
          <ProgressBar label={t`Upload`} value={Math.round(part * 100)} max={100} text={percent} />
        </div>
        <Button onClick={upload.callOff}>
          <Trans>Cancel</Trans>
        </Button>
      </div>
    );
  }
  if (!failure) return null;
  const text = 'unfit' in failure ? unfitText(i18n, failure.unfit) : uploadText(i18n, failure.error);
  return (
    <Banner key={text} tone="danger">
      {text}
    </Banner>
  );
}

export type Uploaded = (made: Import) => void;
