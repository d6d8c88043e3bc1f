import { useSuspenseQuery } from '@tanstack/react-query';
import { createFileRoute, notFound, Outlet } from '@tanstack/react-router';
import { requireMe, requireSession } from '@/app/gate';
import { LostPlace } from '@/app/lost-place';
import { may } from '@/app/may';
import { Shell } from '@/app/shell/shell';
import { Alone, FailedPage, NotFoundPage } from '@/app/system-pages';
import { closeUnfollowed, openEarly } from '@/features/live/stream';
import { useLive } from '@/features/live/use-live';
import { meQuery } from '@/features/session/me';
import { PlaceProvider } from '@/features/session/place';
import { summaryQuery } from '@/features/workspaces/queries';
import { rememberWorkspace } from '@/lib/last-workspace';

export const Route = createFileRoute('/w/$workspaceId')({
  beforeLoad: async ({ context: { queryClient }, params: { workspaceId }, location, preload, abortController }) => {
    await requireSession(location.href);
    const live = preload ? undefined : openEarly(queryClient, workspaceId, abortController.signal);
    const place = findPlace(await requireMe(queryClient, location.href), workspaceId);
    if (!place || (place.status !== 'active' && place.status !== 'suspended')) {
      closeUnfollowed(workspaceId);
      throw notFound();
    }
    rememberWorkspace(workspaceId);
    await live;
  },
  loader: ({ context, params }) => {
    const { queryClient } = context;
    if (may(queryClient, params.workspaceId, 'users:read')) {
      void queryClient.prefetchQuery(summaryQuery(params.workspaceId));
    }
  },
  notFoundComponent: () => (
    <Alone>
      <NotFoundPage />
    </Alone>
  ),
  errorComponent: (props) => (
    <Alone>
      <FailedPage {...props} />
    </Alone>
  ),
  component: WorkspaceLayout,
});

function findPlace<P extends { workspace: { id: string }; status: string }>(
  me: { workspaces: P[] },
  workspaceId: string,
) {
  return me.workspaces.find((place) => place.workspace.id === workspaceId);
}

function WorkspaceLayout() {
  const { workspaceId } = Route.useParams();
  const place = findPlace(useSuspenseQuery(meQuery).data, workspaceId);
  useLive(workspaceId);
  // The place can vanish while the page is open, and come back.
  if (place?.status !== 'active') return <LostPlace name={place?.workspace.name} />;
  return (
    <PlaceProvider place={place}>
      <Shell>
        <Outlet />
      </Shell>
    </PlaceProvider>
  );
}
