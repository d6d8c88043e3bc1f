import { Trans, useLingui } from '@lingui/react/macro';
import { createFileRoute, Link, useRouterState } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import type { Import } from '@/api/types';
import { ImportsList } from '@/features/imports/imports-list';
import { NewImport } from '@/features/imports/new-import';
import { usePlace } from '@/features/session/place';
import { Forbidden } from '@/features/workspaces/forbidden';
import { linkClass } from '@/ui/link-class';
import { PageHeader } from '@/ui/page-header';
import '@/lib/history-state';

export const Route = createFileRoute('/w/$workspaceId/settings/users/import/')({
  validateSearch: (raw: Record<string, unknown>) => raw as { cursor?: string | undefined },
  component: ImportPage,
});

function ImportPage() {
  const { t } = useLingui();
  const { workspaceId, can, confinedTo } = usePlace();
  const { cursor } = Route.useSearch();
  const navigate = Route.useNavigate();
  const trail = useRouterState({ select: ({ location }) => location.state.trail }) ?? [];
  const may = can('users:invite') && confinedTo('users:invite') === null;

  function uploaded({ id }: Import) {
    const to = '/w/$workspaceId/settings/users/import/$importId';
    void navigate({ to, params: { workspaceId, importId: id }, ignoreBlocker: true });
  }
  return (
    <>
      <Link
        to="/w/$workspaceId/settings/users"
        params={{ workspaceId }}
        className={`${linkClass} mb-2 inline-flex items-center gap-1 text-sm`}
      >
        <ChevronLeft aria-hidden="true" className="size-4" />
        <Trans>Users</Trans>
      </Link>
      <PageHeader title={t`Import people`} description={t`Invite many at once, from a CSV file or a list.`} />
      {may ? (
        <div className="flex flex-col gap-8">
          <NewImport onUploaded={uploaded} />
          <ImportsList
            cursor={cursor}
            trail={trail}
            onPage={(next, newTrail) => void navigate({ search: { cursor: next }, state: { trail: newTrail } })}
          />
        </div>
      ) : (
        <Forbidden permission="users:invite" />
      )}
    </>
  );
}
