import { Trans } from '@lingui/react/macro';
import { MailX, Send } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { BulkBar } from '@/features/bulk/bulk-bar';
import type { Targets } from '@/features/bulk/bulk-dialog';
import type { Selection } from '@/features/bulk/use-selection';
import { usePlace } from '@/features/session/place';
import { Button } from '@/ui/button';
import { everyInvitation, type InvitationAction } from './api';
import type { InvitationSearch } from './shows';

const BulkInvitationsDialog = lazy(() => import('./bulk-invitations-dialog'));

type InvitationsBulkProps = {
  selection: Selection;
  search: InvitationSearch;
  total: { value: number; exact: boolean } | null;
  rows: number;
};

/** The bar for the invitations that are ticked, and the dialog that asks before. */
export function InvitationsBulk({ selection, search, total, rows }: InvitationsBulkProps) {
  const { workspaceId } = usePlace();
  // Which they are is settled when the question is asked: the list goes on changing under it.
  const [asking, setAsking] = useState<{ action: InvitationAction; targets: Targets } | null>(null);
  const ask = (action: InvitationAction) =>
    setAsking({
      action,
      targets:
        selection.whole && total
          ? { total, batches: () => everyInvitation(workspaceId, search, 200) }
          : { picked: selection.picked },
    });
  return (
    <>
      <BulkBar selection={selection} total={total} rows={rows}>
        <Button
          size="sm"
          icon={<Send aria-hidden="true" className="size-4" />}
          onClick={() => ask('resend')}
          className="max-sm:flex-1"
        >
          <Trans>Send again…</Trans>
        </Button>
        <Button
          size="sm"
          variant="danger-ghost"
          icon={<MailX aria-hidden="true" className="size-4" />}
          onClick={() => ask('revoke')}
          className="max-sm:flex-1"
        >
          <Trans>Revoke…</Trans>
        </Button>
      </BulkBar>
      {asking && (
        <Suspense fallback={null}>
          <BulkInvitationsDialog
            {...asking}
            onClose={(refused) => {
              setAsking(null);
              if (refused) selection.keep(refused);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
