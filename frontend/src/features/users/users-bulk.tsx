import { Trans } from '@lingui/react/macro';
import { CirclePause, CirclePlay, MapPin, ShieldCheck, UserX } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { BulkBar } from '@/features/bulk/bulk-bar';
import type { Targets } from '@/features/bulk/bulk-dialog';
import type { Selection } from '@/features/bulk/use-selection';
import { usePlace } from '@/features/session/place';
import { Button } from '@/ui/button';
import { everyMatch, type UserAction } from './bulk';
import type { UserSearch } from './search';
import { useBulkRights } from './use-bulk-rights';

const BulkUsersDialog = lazy(() => import('./bulk-users-dialog'));

type UsersBulkProps = {
  selection: Selection;
  search: UserSearch;
  total: { value: number; exact: boolean } | null;
  rows: number;
};

/** The bar for those who are ticked, with what the reader may do, and the dialog that asks before. */
export default function UsersBulk({ selection, search, total, rows }: UsersBulkProps) {
  const { workspaceId } = usePlace();
  const rights = useBulkRights();
  // Whom it is about is settled when the question is asked: the list goes on changing under it.
  const [asking, setAsking] = useState<{ action: UserAction; targets: Targets } | null>(null);
  const targets = (): Targets =>
    selection.whole && total
      ? { total, batches: () => everyMatch(workspaceId, search, 200) }
      : { picked: selection.picked };
  const action = (name: UserAction, icon: ReactNode, text: ReactNode, danger = false) =>
    rights[name] && (
      <Button
        size="sm"
        variant={danger ? 'danger-ghost' : 'secondary'}
        icon={icon}
        onClick={() => setAsking({ action: name, targets: targets() })}
        className="max-sm:flex-1"
      >
        {text}
      </Button>
    );
  return (
    <>
      <BulkBar selection={selection} total={total} rows={rows}>
        {action('roles', <ShieldCheck aria-hidden="true" className="size-4" />, <Trans>Roles…</Trans>)}
        {action('locations', <MapPin aria-hidden="true" className="size-4" />, <Trans>Locations…</Trans>)}
        {action('suspend', <CirclePause aria-hidden="true" className="size-4" />, <Trans>Suspend…</Trans>)}
        {action('reactivate', <CirclePlay aria-hidden="true" className="size-4" />, <Trans>Reactivate…</Trans>)}
        {action('remove', <UserX aria-hidden="true" className="size-4" />, <Trans>Remove…</Trans>, true)}
      </BulkBar>
      {asking && (
        <Suspense fallback={null}>
          <BulkUsersDialog
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
