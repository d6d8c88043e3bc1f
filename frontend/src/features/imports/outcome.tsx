import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { Download, MailX } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Import } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { problemText } from '@/i18n/problem-text';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { showToast } from '@/ui/toast';
import { saveRows } from './api';
import { isForgotten, type RowFilter, unreached, unreachedBy } from './shows';

const RevokeDialog = lazy(() => import('./revoke-dialog'));

/** What became of everybody, once it is over, and what can be done about it. */
export default function Outcome({ of }: { of: Import }) {
  const [revoking, setRevoking] = useState(false);
  const { state, counts, done_rows, failed_rows, revoked_rows } = of;
  const skipped = counts.total - counts.valid;
  const untouched = unreachedBy(of);
  const left = done_rows - revoked_rows;
  const kept = !isForgotten(of);
  return (
    <section
      aria-labelledby="outcome"
      className="flex flex-col gap-5 rounded-lg border border-line bg-surface p-5 shadow-card max-sm:p-4"
    >
      <h2 id="outcome" className="font-semibold text-lg">
        <Headline of={of} />
      </h2>
      {state === 'stopped' && (
        <Banner tone="danger">
          <StopReason of={of} />
        </Banner>
      )}
      <dl className="grid grid-cols-[repeat(auto-fit,minmax(8rem,1fr))] gap-4 max-sm:grid-cols-2">
        <Figure title={<Trans>Invited</Trans>} value={done_rows} />
        <Figure title={<Trans>Failed</Trans>} value={failed_rows} />
        <Figure title={<Trans>Left out</Trans>} value={skipped} />
        {untouched > 0 && <Figure title={<Trans>Not reached</Trans>} value={untouched} />}
        {(state === 'revoked' || revokeBroke(of) || revoked_rows > 0) && (
          <Figure title={<Trans>Revoked</Trans>} value={revoked_rows} />
        )}
        {revokeBroke(of) && <Figure title={<Trans>Not revoked</Trans>} value={left} />}
      </dl>
      {revoked_rows > 0 && kept && (
        <p className="text-muted text-sm">
          <Trans>Whoever was revoked is deleted, also from the lines of the file.</Trans>
        </p>
      )}
      <div className="flex flex-wrap gap-2 max-sm:flex-col">
        {untouched > 0 && kept && (
          <SaveRows of={of} filter={unreached} name="left">
            <Trans>Download who is left</Trans>
          </SaveRows>
        )}
        {failed_rows > 0 && kept && (
          <SaveRows of={of} filter={{ outcome: ['failed'] }} name="failed">
            <Trans>Download failed rows</Trans>
          </SaveRows>
        )}
        {counts.invalid > 0 && kept && (
          <SaveRows of={of} filter={{ verdict: ['invalid'] }} name="to-mend">
            <Trans>Download rows to mend</Trans>
          </SaveRows>
        )}
        {kept && (
          <SaveRows of={of} filter={{}} name="all">
            <Trans>Download all rows</Trans>
          </SaveRows>
        )}
        {left > 0 && state !== 'revoked' && (
          <Button
            variant="danger-ghost"
            icon={<MailX aria-hidden="true" className="size-4" />}
            onClick={() => setRevoking(true)}
          >
            {revokeBroke(of) ? <Trans>Revoke the rest…</Trans> : <Trans>Revoke the invitations…</Trans>}
          </Button>
        )}
      </div>
      {revoking && (
        <Suspense fallback={null}>
          <RevokeDialog of={of} onClose={() => setRevoking(false)} />
        </Suspense>
      )}
    </section>
  );
}

/** Whether it was revoking, and not inviting, that came to no end. */
const revokeBroke = ({ stop_reason }: Import) =>
  stop_reason === 'revoke_failed' || stop_reason === 'revoker_lost_access';

function StopReason({ of }: { of: Import }) {
  if (of.stop_reason === 'revoke_failed')
    return (
      <Trans>
        Something went wrong in the server again and again. What was revoked stays revoked; the other invitations are
        still open, and their links work. Tell whoever runs the server, then revoke the rest.
      </Trans>
    );
  if (of.stop_reason === 'revoker_lost_access')
    return (
      <Trans>
        Revoking stopped early, because whoever began it may not invite people here any more. What was revoked stays
        revoked; the other invitations are still open, and their links work. Revoke the rest now, or leave them open.
      </Trans>
    );
  if (of.stop_reason === 'internal_error')
    return (
      <Trans>
        It stopped early, because something went wrong in the server again and again. Nobody was invited twice. Tell
        whoever runs the server, then upload the same file again: who was invited is left out.
      </Trans>
    );
  if (!of.started_at)
    return (
      <Trans>
        It stopped early, because whoever uploaded it may not invite people here any more. Let somebody who may invite
        upload the file.
      </Trans>
    );
  return (
    <Trans>
      It stopped early, because whoever started it may not invite people here any more. Download who is left, and let
      somebody who may invite upload that file.
    </Trans>
  );
}

function Headline({ of }: { of: Import }) {
  if (of.state === 'revoked') return <Trans>The invitations were revoked</Trans>;
  if (of.state === 'stopped' && revokeBroke(of)) return <Trans>Not all invitations were revoked</Trans>;
  if (of.state === 'stopped' && !of.started_at) return <Trans>Stopped before anybody was invited</Trans>;
  if (of.state === 'stopped') return <Trans>Stopped before everybody was invited</Trans>;
  if (of.state === 'done') {
    if (of.failed_rows > 0) return <Trans>Done, but not for everybody</Trans>;
    const leftOut = of.counts.total > of.done_rows;
    return leftOut ? <Trans>Everybody who was ready was invited</Trans> : <Trans>Everybody was invited</Trans>;
  }
  return of.started_at ? <Trans>Stopped by hand</Trans> : <Trans>Cancelled before anybody was invited</Trans>;
}

function Figure({ title, value }: { title: ReactNode; value: number }) {
  const { i18n } = useLingui();
  return (
    <div className="flex flex-col-reverse">
      <dt className="text-muted text-sm">{title}</dt>
      <dd className="font-semibold text-2xl tabular-nums">{new Intl.NumberFormat(i18n.locale).format(value)}</dd>
    </div>
  );
}

type SaveRowsProps = { of: Import; filter: RowFilter; name: string; children: ReactNode };

/** Takes rows away as CSV, which can be mended and uploaded again. */
export function SaveRows({ of, filter, name, children }: SaveRowsProps) {
  const { i18n } = useLingui();
  const { workspaceId } = usePlace();
  const saving = useMutation({
    mutationFn: () => saveRows(workspaceId, of.id, filter, `${of.file_name.replace(/\.\w+$/, '')}-${name}.csv`),
    onError: (error) => showToast({ title: problemText(i18n, error), tone: 'danger' }),
  });
  return (
    <Button
      busy={saving.isPending}
      onClick={() => saving.mutate()}
      icon={<Download aria-hidden="true" className="size-4" />}
    >
      {children}
    </Button>
  );
}
