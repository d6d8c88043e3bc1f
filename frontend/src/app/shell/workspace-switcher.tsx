import { useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { ChevronsUpDown } from 'lucide-react';
import { type KeyboardEvent, lazy, Suspense, useRef, useState } from 'react';
import { usePlace } from '@/features/session/place';
import { LeaveConfirm } from '@/features/workspaces/leave-confirm';
import { Avatar } from '@/ui/avatar';
import { switcherClass } from './switcher-class';

const loadPanel = () => import('./workspaces-panel');
const WorkspacesPanel = lazy(loadPanel);
const NewWorkspaceDialog = lazy(() => import('@/features/new-workspace/new-workspace-dialog'));

/** The current workspace, and a button that opens the list of them, creates another and leaves this one. */
export function WorkspaceSwitcher({ onNavigate }: { onNavigate?: (() => void) | undefined }) {
  const { t } = useLingui();
  const { workspace } = usePlace();
  const navigate = useNavigate();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState<'new' | 'leave' | null>(null);
  function openByArrow(event: KeyboardEvent) {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    setOpen(true);
  }
  function made(workspaceId: string) {
    setAsking(null);
    onNavigate?.();
    void navigate({ to: '/w/$workspaceId', params: { workspaceId } });
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={t`Switch workspace, now ${workspace.name}`}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(true)}
        onKeyDown={openByArrow}
        onPointerEnter={() => void loadPanel()}
        onFocus={() => void loadPanel()}
        className={switcherClass}
      >
        <Avatar name={workspace.name} square />
        <span className="min-w-0 flex-1 truncate font-semibold" title={workspace.name}>
          <bdi>{workspace.name}</bdi>
        </span>
        <ChevronsUpDown aria-hidden="true" className="size-4 shrink-0 text-muted" />
      </button>
      {open && (
        <Suspense fallback={null}>
          <WorkspacesPanel trigger={button} onClose={() => setOpen(false)} onNavigate={onNavigate} onAsk={setAsking} />
        </Suspense>
      )}
      {asking && (
        <Suspense fallback={null}>
          {asking === 'new' && <NewWorkspaceDialog onClose={() => setAsking(null)} onMade={made} />}
          {asking === 'leave' && <LeaveConfirm onClose={() => setAsking(null)} />}
        </Suspense>
      )}
    </>
  );
}
