import { useLingui } from '@lingui/react/macro';
import { createFileRoute } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { may } from '@/app/may';
import { RolePage, RoleSkeleton } from './-role-page';

const CompareRoles = lazy(() => import('@/features/roles/compare-roles'));

export const Route = createFileRoute('/w/$workspaceId/settings/permissions_/roles/$roleId/compare')({
  validateSearch: (raw: Record<string, unknown>): { with?: string | undefined } => ({
    with: typeof raw.with === 'string' ? raw.with : undefined,
  }),
  loader: ({ context: { queryClient }, params }) => {
    if (!may(queryClient, params.workspaceId, 'roles:read')) return;
    void import('@/features/roles/preload').then(({ preloadRoles }) =>
      preloadRoles(queryClient, 'compare', params.workspaceId),
    );
  },
  component: ComparePage,
});

function ComparePage() {
  const { t } = useLingui();
  const { roleId } = Route.useParams();
  const { with: other } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <RolePage title={t`Compare roles`}>
      <Suspense fallback={<RoleSkeleton />}>
        <CompareRoles
          left={roleId}
          right={other}
          onChange={(left, right) =>
            void navigate({
              params: (before) => ({ ...before, roleId: left }),
              search: { with: right },
              replace: true,
              resetScroll: false,
            })
          }
        />
      </Suspense>
    </RolePage>
  );
}
