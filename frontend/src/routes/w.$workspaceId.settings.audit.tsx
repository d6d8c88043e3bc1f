import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute, useRouterState } from '@tanstack/react-router';
import { may } from '@/app/may';
import { AuditList } from '@/features/audit/audit-list';
import { AuditToolbar } from '@/features/audit/audit-toolbar';
import { ExportButton } from '@/features/audit/export-button';
import { labelsIn } from '@/features/audit/labels';
import { auditQuery } from '@/features/audit/queries';
import { type AuditSearch, auditSearch } from '@/features/audit/search';
import { usePlace } from '@/features/session/place';
import { Forbidden } from '@/features/workspaces/forbidden';
import { PageHeader } from '@/ui/page-header';
import '@/lib/history-state';

export const Route = createFileRoute('/w/$workspaceId/settings/audit')({
  validateSearch: auditSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, params, deps }) => {
    const { queryClient } = context;
    if (may(queryClient, params.workspaceId, 'audit:read')) {
      void queryClient.prefetchQuery(auditQuery(params.workspaceId, deps));
    }
  },
  component: AuditPage,
});

function AuditPage() {
  const { t } = useLingui();
  const { can } = usePlace();
  const search = Route.useSearch();
  return (
    <>
      <PageHeader
        title={t`Audit log`}
        description={t`Who changed who may do what, and when. Entries are never changed or deleted.`}
        actions={can('audit:read') && <ExportButton search={search} />}
      />
      {can('audit:read') ? <Log /> : <Forbidden permission="audit:read" />}
    </>
  );
}

function Log() {
  const { workspaceId } = usePlace();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const { trail } = useRouterState({ select: ({ location }) => location.state });
  const page = useQuery(auditQuery(workspaceId, search)).data;

  function onSearch(change: AuditSearch, newTrail: string[] = []) {
    void navigate({
      search: (before) => ({ ...before, cursor: undefined, ...change }),
      state: { trail: newTrail },
      // Filtering refines one step; turning a page is a step of its own, for Back.
      replace: !('cursor' in change),
      resetScroll: true,
    });
  }
  return (
    <>
      <AuditToolbar search={search} onSearch={onSearch} labels={labelsIn(page)} />
      <AuditList search={search} trail={trail ?? []} onSearch={onSearch} />
    </>
  );
}
