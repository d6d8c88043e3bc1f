import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { usePlace } from '@/features/session/place';
import { CountBadge } from '@/ui/count-badge';
import { AccountMenu } from './account-menu';
import { PaletteButton } from './commands';
import { type Page, usePages } from './pages';
import { useWaiting } from './use-waiting';
import type { Asking } from './workspace-dialogs';
import { WorkspaceSwitcher } from './workspace-switcher';

type NavigationProps = { onNavigate?: () => void; onAsk: (about: Asking) => void; onFind: () => void };

/** Which pages there are is said in pages.tsx. */
export function Navigation({ onNavigate, onAsk, onFind }: NavigationProps) {
  const { t } = useLingui();
  const pages = usePages();
  const settings = pages.filter((page) => page.settings);
  const item = (page: Page) => <NavItem key={page.id} page={page} onNavigate={onNavigate} />;
  return (
    <div className="flex h-full flex-col gap-1 p-3">
      <WorkspaceSwitcher onNavigate={onNavigate} onAsk={onAsk} />
      <PaletteButton onOpen={onFind} />
      <nav aria-label={t`Main`} className="mt-3 flex flex-1 flex-col gap-0.5">
        {pages.filter((page) => !page.settings).map(item)}
        {settings.length > 0 && (
          <h2 className="px-2.5 pt-5 pb-1.5 font-medium text-muted text-xs">
            <Trans>Settings</Trans>
          </h2>
        )}
        {settings.map(item)}
      </nav>
      <AccountMenu />
    </div>
  );
}

function NavItem({ page, onNavigate }: { page: Page; onNavigate: (() => void) | undefined }) {
  const { workspaceId } = usePlace();
  return (
    <Link
      to={page.to}
      params={{ workspaceId }}
      activeOptions={{ exact: page.exact ?? false }}
      {...(onNavigate ? { onClick: onNavigate } : {})}
      className="edge flex h-8 items-center gap-2.5 rounded-md px-2.5 max-sm:h-11 [&_svg]:size-4"
      activeProps={{ className: 'bg-pressed/70 font-medium text-ink forced-colors:border-[Highlight]' }}
      inactiveProps={{ className: 'text-muted hover:bg-sunken hover:text-ink' }}
    >
      <span aria-hidden="true">{page.icon}</span>
      <span className="min-w-0 flex-1 truncate">{page.title}</span>
      {page.waiting && <WaitingBadge />}
    </Link>
  );
}

function WaitingBadge() {
  const { t } = useLingui();
  const waiting = useWaiting();
  return <CountBadge count={waiting} label={t`${waiting} waiting`} />;
}
