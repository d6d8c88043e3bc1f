import { Trans, useLingui } from '@lingui/react/macro';
import { Menu } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { usePlace } from '@/features/session/place';
import { usePhone } from '@/lib/use-media';
import { Avatar } from '@/ui/avatar';
import { Commands, useCommands } from './commands';
import { Navigation } from './navigation';
import { OfflineBanner } from './offline-banner';
import { useWaiting } from './use-waiting';
import { type Asking, WorkspaceDialogs } from './workspace-dialogs';

const Drawer = lazy(() => import('@/ui/drawer'));

/** The frame of every page of a workspace: side bar and content; on a phone a top bar and a drawer. */
export function Shell({ children }: { children: ReactNode }) {
  const phone = usePhone();
  const [asking, setAsking] = useState<Asking | null>(null);
  const [opened, setOpened] = useCommands();
  const find = () => setOpened('palette');
  return (
    <div className={phone ? 'min-h-dvh' : 'grid min-h-dvh grid-cols-[16.5rem_minmax(0,1fr)]'}>
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-accent px-4 py-2 font-medium text-white focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        <Trans>Skip to content</Trans>
      </a>
      {phone ? <TopBar onAsk={setAsking} onFind={find} /> : <SideBar onAsk={setAsking} onFind={find} />}
      <div className="min-w-0">
        <OfflineBanner />
        <main
          id="main"
          tabIndex={-1}
          className="mx-auto w-full max-w-6xl px-10 py-9 outline-none max-lg:px-6 max-sm:px-4 max-sm:py-6"
        >
          {children}
        </main>
      </div>
      <Commands opened={opened} onOpen={setOpened} />
      {asking && <WorkspaceDialogs asking={asking} onClose={() => setAsking(null)} />}
    </div>
  );
}

type Asks = { onAsk: (about: Asking) => void; onFind: () => void };

function SideBar({ onAsk, onFind }: Asks) {
  return (
    <aside className="sticky top-0 h-dvh overflow-y-auto border-line border-r bg-canvas">
      <Navigation onAsk={onAsk} onFind={onFind} />
    </aside>
  );
}

function TopBar({ onAsk, onFind }: Asks) {
  const { t } = useLingui();
  const { workspace } = usePlace();
  const [open, setOpen] = useState(false);
  const waiting = useWaiting();
  function ask(about: Asking) {
    setOpen(false);
    onAsk(about);
  }
  function find() {
    setOpen(false);
    onFind();
  }
  return (
    <header className="sticky top-0 z-30 flex h-14 items-center gap-2 border-line border-b bg-canvas px-2">
      <button
        type="button"
        aria-label={waiting > 0 ? t`Menu, ${waiting} waiting` : t`Menu`}
        aria-expanded={open}
        onClick={() => setOpen(true)}
        className="relative grid size-11 place-items-center rounded-md text-muted hover:bg-sunken"
      >
        <Menu aria-hidden="true" className="size-5" />
        {waiting > 0 && (
          <span aria-hidden="true" className="edge absolute top-2 right-2 size-2.5 rounded-full bg-danger" />
        )}
      </button>
      <Avatar name={workspace.name} square size="sm" />
      <span className="min-w-0 truncate font-semibold">{workspace.name}</span>
      {open && (
        <Suspense fallback={null}>
          <Drawer isOpen label={t`Menu`} onClose={() => setOpen(false)}>
            <Navigation onNavigate={() => setOpen(false)} onAsk={ask} onFind={find} />
          </Drawer>
        </Suspense>
      )}
    </header>
  );
}
