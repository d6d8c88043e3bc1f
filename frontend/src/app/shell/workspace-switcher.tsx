import { useLingui } from '@lingui/react/macro';
import { ChevronsUpDown } from 'lucide-react';
import { type KeyboardEvent, lazy, Suspense, useRef, useState } from 'react';
import { usePlace } from '@/features/session/place';
import { Avatar } from '@/ui/avatar';
import { switcherClass } from './switcher-class';
import type { Asking } from './workspace-dialogs';

const loadPanel = () => import('./workspaces-panel');
const WorkspacesPanel = lazy(loadPanel);

type SwitcherProps = { onNavigate?: (() => void) | undefined; onAsk: (about: Asking) => void };

/** The current workspace: a button that opens the list of them, where one can also create another and leave this one. */
export function WorkspaceSwitcher({ onNavigate, onAsk }: SwitcherProps) {
  const { t } = useLingui();
  const { workspace } = usePlace();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  // Not by the click that Enter becomes: see MenuButton.
  function openByKey(event: KeyboardEvent) {
    if (!['ArrowDown', 'Enter', ' '].includes(event.key)) return;
    event.preventDefault();
    setOpen(true);
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
        onKeyDown={openByKey}
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
          <WorkspacesPanel trigger={button} onClose={() => setOpen(false)} onNavigate={onNavigate} onAsk={onAsk} />
        </Suspense>
      )}
    </>
  );
}
