import { Trans, useLingui } from '@lingui/react/macro';
import { Link, type LinkProps } from '@tanstack/react-router';
import { LayoutDashboard, MapPin, Settings2, ShieldCheck, UserCheck, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { usePlace } from '@/features/session/place';
import { CountBadge } from '@/ui/count-badge';
import { AccountMenu } from './account-menu';
import { useWaiting } from './use-waiting';
import type { Asking } from './workspace-dialogs';
import { WorkspaceSwitcher } from './workspace-switcher';

type NavigationProps = { onNavigate?: () => void; onAsk: (about: Asking) => void };

export function Navigation({ onNavigate, onAsk }: NavigationProps) {
  const { t } = useLingui();
  const { workspaceId, can } = usePlace();
  const params = { workspaceId };
  return (
    <div className="flex h-full flex-col gap-1 p-3">
      <WorkspaceSwitcher onNavigate={onNavigate} onAsk={onAsk} />
      <nav aria-label={t`Main`} className="mt-3 flex flex-1 flex-col gap-0.5">
        <NavItem to="/w/$workspaceId" exact params={params} onNavigate={onNavigate} icon={<LayoutDashboard />}>
          <Trans>Dashboard</Trans>
        </NavItem>
        {can('approvals:read') && (
          <NavItem
            to="/w/$workspaceId/login-requests"
            params={params}
            onNavigate={onNavigate}
            icon={<UserCheck />}
            badge={<WaitingBadge />}
          >
            <Trans>Login Requests</Trans>
          </NavItem>
        )}
        {(can('users:read') || can('roles:read')) && (
          <h2 className="px-2.5 pt-5 pb-1.5 font-medium text-muted text-xs">
            <Trans>Settings</Trans>
          </h2>
        )}
        {can('users:read') && (
          <NavItem to="/w/$workspaceId/settings/users" params={params} onNavigate={onNavigate} icon={<Users />}>
            <Trans>Users</Trans>
          </NavItem>
        )}
        {(can('users:read') || can('roles:read')) && (
          <NavItem
            to="/w/$workspaceId/settings/permissions"
            params={params}
            onNavigate={onNavigate}
            icon={<ShieldCheck />}
          >
            <Trans>Membership & Permissions</Trans>
          </NavItem>
        )}
        {can('locations:read') && (
          <NavItem to="/w/$workspaceId/settings/locations" params={params} onNavigate={onNavigate} icon={<MapPin />}>
            <Trans>Locations</Trans>
          </NavItem>
        )}
        {can('workspace:update') && (
          <NavItem to="/w/$workspaceId/settings/workspace" params={params} onNavigate={onNavigate} icon={<Settings2 />}>
            <Trans>Workspace</Trans>
          </NavItem>
        )}
      </nav>
      <AccountMenu />
    </div>
  );
}

type NavItemProps = Pick<LinkProps, 'to' | 'params'> & {
  icon: ReactNode;
  exact?: boolean;
  badge?: ReactNode;
  children: ReactNode;
  onNavigate?: (() => void) | undefined;
};

function NavItem({ to, params, icon, exact, badge, children, onNavigate }: NavItemProps) {
  return (
    <Link
      to={to}
      params={params}
      activeOptions={{ exact: exact ?? false }}
      {...(onNavigate ? { onClick: onNavigate } : {})}
      className="edge flex h-8 items-center gap-2.5 rounded-md px-2.5 max-sm:h-11 [&_svg]:size-4"
      activeProps={{ className: 'bg-pressed/70 font-medium text-ink forced-colors:border-[Highlight]' }}
      inactiveProps={{ className: 'text-muted hover:bg-sunken hover:text-ink' }}
    >
      <span aria-hidden="true">{icon}</span>
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {badge}
    </Link>
  );
}

function WaitingBadge() {
  const { t } = useLingui();
  const waiting = useWaiting();
  return <CountBadge count={waiting} label={t`${waiting} waiting`} />;
}
