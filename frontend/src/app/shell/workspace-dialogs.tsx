import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { LeaveConfirm } from '@/features/workspaces/leave-confirm';

const NewWorkspaceDialog = lazy(() => import('@/features/new-workspace/new-workspace-dialog'));

/** What the switcher asks: for a new workspace, or before leaving this one. */
export type Asking = 'new' | 'leave';

/** Stands beside the side bar and not inside it: the phone's drawer closes before one of them opens. */
export function WorkspaceDialogs({ asking, onClose }: { asking: Asking; onClose: () => void }) {
  const navigate = useNavigate();
  function made(workspaceId: string) {
    onClose();
    void navigate({ to: '/w/$workspaceId', params: { workspaceId } });
  }
  if (asking === 'leave') return <LeaveConfirm onClose={onClose} />;
  return (
    <Suspense fallback={null}>
      <NewWorkspaceDialog onClose={onClose} onMade={made} />
    </Suspense>
  );
}
