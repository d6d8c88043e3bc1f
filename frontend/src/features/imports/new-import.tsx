import { Trans } from '@lingui/react/macro';
import type { Import } from '@/api/types';
import { PastePanel } from './paste-panel';
import { DropPanel, UploadState } from './upload-panel';
import { useUpload } from './use-upload';

/** The first step: a file, or a pasted list. Nobody is invited by it. */
export function NewImport({ onUploaded }: { onUploaded: (made: Import) => void }) {
  const upload = useUpload(onUploaded);
  const busy = upload.part !== null;
  return (
    <section className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-5 shadow-card max-sm:p-4">
      <UploadState upload={upload} />
      <div className="grid grid-cols-2 gap-6 max-lg:grid-cols-1">
        <DropPanel upload={upload} busy={busy} />
        <PastePanel busy={busy} onSend={upload.send} />
      </div>
      <p className="text-muted text-sm">
        <Trans>
          You see every line checked before anything happens. Nobody gets an e-mail until you start it on the next page.
        </Trans>
      </p>
    </section>
  );
}
