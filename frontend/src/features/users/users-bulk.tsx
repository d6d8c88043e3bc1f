import { Trans } from '@lingui/react/macro';
import { CirclePause, CirclePlay, MapPin, ShieldCheck, UserX } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { BulkBar } from '@/features/bulk/bulk-bar';
import type { Selection } from '@/features/bulk/use-selection';
import { usePlace } from '@/features/session/place';
import { Button } from '@/ui/button';
import { everyMatch, type UserAction } from './bulk';
import type { UserSearch } from './search';

const BulkUsersDialog = lazy(() => import('./bulk-users-dialog'));

type UsersBulkProps = {
  selection: Selection;
  search: UserSearch;
  total: { value: number; exact: boolean } | null;
  rows: number;
};

/** Whether the reader can do anything with several people at once. */
export function useBulkRights(): Record<UserAction, boolean> & { any: boolean } {
  const { can } = usePlace();
  const rights = {
    suspend: can('users:suspend'),
    reactivate: can('users:suspend'),
    remove: can('users:remove'),
    roles: can('users:update') && can('roles:read'),
    locations: can('users:update') && can('locations:read'),
  };
  return { ...rights, any: Object.values(rights).some(Boolean) };
}

/** The bar for those who are ticked, with what the reader may do, and the dialog that asks before. */
export function UsersBulk({ selection, search, total, rows }: UsersBulkProps) {
  const { workspaceId } = usePlace();
  const rights = useBulkRights();
  const [asking, setAsking] = useState<UserAction | null>(null);
  const action = (name: UserAction, icon: ReactNode, text: ReactNode, danger = false) =>
    rights[name] && (
      <Button
        size="sm"
        variant={danger ? 'danger-ghost' : 'secondary'}
        icon={icon}
        onClick={() => setAsking(name)}
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
            action={asking}
            targets={
              selection.whole && total
                ? { total, batches: () => everyMatch(workspaceId, search, 200) }
                : { picked: selection.picked }
            }
            onClose={(refused) => {
              setAsking(null);
              if (!selection.whole || refused.length > 0) selection.keep(refused);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
