import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ChevronsUpDown } from 'lucide-react';
import { type KeyboardEvent, lazy, Suspense, useRef, useState } from 'react';
import { meQuery } from '@/features/session/me';
import { usePlace } from '@/features/session/place';
import { Avatar } from '@/ui/avatar';
import { switcherClass } from './switcher-class';

const loadPanel = () => import('./workspaces-panel');
const WorkspacesPanel = lazy(loadPanel);

/** The current workspace; where the person has several, a button that opens the list of them. */
export function WorkspaceSwitcher({ onNavigate }: { onNavigate?: (() => void) | undefined }) {
  const { workspace } = usePlace();
  const { data: me } = useQuery(meQuery);
  const active = me?.workspaces.filter((place) => place.status === 'active') ?? [];
  if (active.length > 1) return <Switcher onNavigate={onNavigate} />;
  return (
    <div className="flex min-h-11 items-center gap-2.5 px-2 py-1.5">
      <Avatar name={workspace.name} square />
      <span className="min-w-0 truncate font-semibold" title={workspace.name}>
        <bdi>{workspace.name}</bdi>
      </span>
    </div>
  );
}

function Switcher({ onNavigate }: { onNavigate?: (() => void) | undefined }) {
  const { t } = useLingui();
  const { workspace } = usePlace();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  function openByArrow(event: KeyboardEvent) {
    if (event.key !== 'ArrowDown') return;
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
          <WorkspacesPanel trigger={button} onClose={() => setOpen(false)} onNavigate={onNavigate} />
        </Suspense>
      )}
    </>
  );
}
