import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Building2, Keyboard, Monitor, Moon, Sun, UserPlus, UserRound, UsersRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { meQuery } from '@/features/session/me';
import { usePlace } from '@/features/session/place';
import { setTheme } from '@/lib/theme';
import { usePages } from './pages';
import { useWaiting } from './use-waiting';

export type Command = {
  id: string;
  title: string;
  hint?: string | undefined;
  icon: ReactNode;
  /** Other words under which it is found. */
  words?: string | undefined;
  run: () => void;
};

/** What the palette offers besides people: only what the reader may do. */
export function useCommandList(onHelp: () => void): { go: Command[]; act: Command[]; switchTo: Command[] } {
  const { t } = useLingui();
  const { workspaceId, can } = usePlace();
  const navigate = useNavigate();
  const waiting = useWaiting();
  const pages = usePages();
  const places = useQuery(meQuery).data?.workspaces ?? [];

  const go = pages.map(({ id, title, to, icon, waiting: counts }): Command => {
    const hint = counts && waiting > 0 ? t`${waiting} waiting` : undefined;
    return {
      id: `page-${id}`,
      title,
      hint,
      icon,
      words: counts ? t`review approve pending` : undefined,
      run: () => void navigate({ to, params: { workspaceId } }),
    };
  });
  go.push({
    id: 'account',
    title: t`Your account`,
    icon: <UserRound />,
    words: t`profile sessions password`,
    run: () => void navigate({ to: '/account' }),
  });
  const params = { workspaceId };
  const act: (Command | false)[] = [
    can('users:invite') && {
      id: 'invite',
      title: t`Invite someone…`,
      icon: <UserPlus />,
      words: t`new user e-mail`,
      run: () => void navigate({ to: '/w/$workspaceId/settings/permissions', params, search: { invite: true } }),
    },
    can('users:invite') && {
      id: 'add',
      title: t`Add users one after another`,
      icon: <UsersRound />,
      words: t`invite new`,
      run: () => void navigate({ to: '/w/$workspaceId/settings/users/new', params }),
    },
    { id: 'light', title: t`Theme: light`, icon: <Sun />, run: () => setTheme('light') },
    { id: 'dark', title: t`Theme: dark`, icon: <Moon />, run: () => setTheme('dark') },
    { id: 'system', title: t`Theme: as the system`, icon: <Monitor />, run: () => setTheme('system') },
    { id: 'keys', title: t`Keyboard shortcuts`, icon: <Keyboard />, run: onHelp },
  ];
  const switchTo = places
    .filter(({ status, workspace }) => status === 'active' && workspace.id !== workspaceId)
    .map(
      ({ workspace, roles }): Command => ({
        id: `workspace-${workspace.id}`,
        title: workspace.name,
        hint: roles.map(({ name }) => name).join(', '),
        icon: <Building2 />,
        words: t`switch workspace`,
        run: () => void navigate({ to: '/w/$workspaceId', params: { workspaceId: workspace.id } }),
      }),
    );
  return { go, act: act.filter((command) => command !== false), switchTo };
}
