import { createFileRoute, redirect } from '@tanstack/react-router';
import { requireMe } from '@/app/gate';
import { lastWorkspace } from '@/lib/last-workspace';

export const Route = createFileRoute('/')({
  beforeLoad: async ({ context }) => {
    const me = await requireMe(context.queryClient, '/');
    const active = me.workspaces.filter((place) => place.status === 'active');
    const last = active.find((place) => place.workspace.id === lastWorkspace());
    const only = active.length === 1 ? active[0] : undefined;
    const place = last ?? only;
    if (!place) throw redirect({ to: '/workspaces', replace: true });
    throw redirect({ to: '/w/$workspaceId', params: { workspaceId: place.workspace.id }, replace: true });
  },
});
