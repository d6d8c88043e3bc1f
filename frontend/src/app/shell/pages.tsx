import { useLingui } from '@lingui/react/macro';
import type { LinkProps } from '@tanstack/react-router';
import {
  KeyRound,
  LayoutDashboard,
  MapPin,
  ScrollText,
  Settings2,
  ShieldCheck,
  UserCheck,
  Users,
  Webhook,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { usePlace } from '@/features/session/place';

export type Page = {
  id: string;
  title: string;
  to: NonNullable<LinkProps['to']>;
  icon: ReactNode;
  /** Under "Settings", or above it. */
  settings?: boolean;
  /** Whether only this very address counts as the page. */
  exact?: boolean;
  /** The letter that, after g, opens it. No two pages share one. */
  key?: string;
  /** Shows how many requests wait. */
  waiting?: boolean;
};

/** The pages of a workspace that its reader may open: for the side bar, the command palette and the shortcuts alike. */
export function usePages(): Page[] {
  const { t } = useLingui();
  const { can } = usePlace();
  const pages: (Page | false)[] = [
    {
      id: 'dashboard',
      title: t`Dashboard`,
      to: '/w/$workspaceId',
      icon: <LayoutDashboard />,
      exact: true,
      key: 'd',
    },
    can('approvals:read') && {
      id: 'login-requests',
      title: t`Login Requests`,
      to: '/w/$workspaceId/login-requests',
      icon: <UserCheck />,
      key: 'l',
      waiting: true,
    },
    can('users:read') && {
      id: 'users',
      title: t`Users`,
      to: '/w/$workspaceId/settings/users',
      icon: <Users />,
      settings: true,
      key: 'u',
    },
    (can('users:read') || can('roles:read')) && {
      id: 'permissions',
      title: t`Membership & Permissions`,
      to: '/w/$workspaceId/settings/permissions',
      icon: <ShieldCheck />,
      settings: true,
      key: 'm',
    },
    can('locations:read') && {
      id: 'locations',
      title: t`Locations`,
      to: '/w/$workspaceId/settings/locations',
      icon: <MapPin />,
      settings: true,
      key: 'o',
    },
    can('api_keys:manage') && {
      id: 'api-keys',
      title: t`API keys`,
      to: '/w/$workspaceId/settings/api-keys',
      icon: <KeyRound />,
      settings: true,
      key: 'k',
    },
    can('webhooks:manage') && {
      id: 'webhooks',
      title: t`Webhooks`,
      to: '/w/$workspaceId/settings/webhooks',
      icon: <Webhook />,
      settings: true,
      key: 'h',
    },
    can('audit:read') && {
      id: 'audit',
      title: t`Audit log`,
      to: '/w/$workspaceId/settings/audit',
      icon: <ScrollText />,
      settings: true,
      key: 'a',
    },
    (can('workspace:update') || can('workspace:delete')) && {
      id: 'workspace',
      title: t`Workspace`,
      to: '/w/$workspaceId/settings/workspace',
      icon: <Settings2 />,
      settings: true,
      key: 'w',
    },
  ];
  return pages.filter((page) => page !== false);
}
