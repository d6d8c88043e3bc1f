import { Trans } from '@lingui/react/macro';
import { createFileRoute, Link, useRouterState } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { ImportView } from '@/features/imports/import-view';
import { type RowSearch, rowSearch } from '@/features/imports/shows';
import { usePlace } from '@/features/session/place';
import { Forbidden } from '@/features/workspaces/forbidden';
import { buttonClass } from '@/ui/button-class';
import { linkClass } from '@/ui/link-class';
import '@/lib/history-state';

export const Route = createFileRoute('/w/$workspaceId/settings/users/import/$importId')({
  // Read in the page: what is named here is loaded with every page of the app.
  validateSearch: (raw: Record<string, unknown>) => raw as RowSearch,
  component: OneImportPage,
});

function OneImportPage() {
  const { workspaceId, can, confinedTo } = usePlace();
  const { importId } = Route.useParams();
  const search = rowSearch(Route.useSearch());
  const navigate = Route.useNavigate();
  const trail = useRouterState({ select: ({ location }) => location.state.trail }) ?? [];
  const may = can('users:invite') && confinedTo('users:invite') === null;
  const list = { to: '/w/$workspaceId/settings/users/import' as const, params: { workspaceId } };

  function onSearch(change: RowSearch, newTrail: string[] = []) {
    void navigate({
      search: (before) => ({ ...before, cursor: undefined, ...change }),
      state: { trail: newTrail },
      // Filtering refines one step; turning a page is a step of its own, for Back.
      replace: !('cursor' in change),
      resetScroll: false,
    });
  }
  return (
    <>
      <Link {...list} className={`${linkClass} mb-2 inline-flex items-center gap-1 text-sm`}>
        <ChevronLeft aria-hidden="true" className="size-4" />
        <Trans>Import people</Trans>
      </Link>
      {may ? (
        <ImportView
          key={importId}
          importId={importId}
          search={search}
          trail={trail}
          onSearch={onSearch}
          back={
            <Link {...list} className={buttonClass()}>
              <Trans>All imports</Trans>
            </Link>
          }
        />
      ) : (
        <Forbidden permission="users:invite" />
      )}
    </>
  );
}
