import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ChevronsUpDown, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react';
import { meQuery } from '@/features/session/me';
import { useSignOut } from '@/features/session/use-sign-out';
import { setTheme, useTheme } from '@/lib/theme';
import { Avatar } from '@/ui/avatar';
import { MenuButton, type MenuSection } from '@/ui/menu';
import { switcherClass } from './switcher-class';

export function AccountMenu() {
  const { t } = useLingui();
  const { data: me } = useQuery(meQuery);
  const theme = useTheme();
  const signOut = useSignOut();
  const navigate = useNavigate();
  if (!me) return null;

  const sections = (): MenuSection[] => [
    {
      id: 'own',
      items: [
        {
          id: 'account',
          text: t`Your account`,
          icon: <UserRound />,
          onAction: () => void navigate({ to: '/account' }),
        },
      ],
    },
    {
      id: 'theme',
      title: t`Theme`,
      items: [
        {
          id: 'system',
          text: t`System`,
          icon: <Monitor />,
          checked: theme === 'system',
          onAction: () => setTheme('system'),
        },
        { id: 'light', text: t`Light`, icon: <Sun />, checked: theme === 'light', onAction: () => setTheme('light') },
        { id: 'dark', text: t`Dark`, icon: <Moon />, checked: theme === 'dark', onAction: () => setTheme('dark') },
      ],
    },
    { id: 'session', items: [{ id: 'sign-out', text: t`Sign out`, icon: <LogOut />, onAction: () => void signOut() }] },
  ];
  return (
    <MenuButton label={t`Account of ${me.name}`} placement="top start" className={switcherClass} sections={sections}>
      <Avatar name={me.name} />
      <span className="flex min-w-0 flex-1 flex-col leading-tight">
        <span className="truncate font-medium text-sm">{me.name}</span>
        <span className="truncate text-muted text-xs">{me.email}</span>
      </span>
      <ChevronsUpDown aria-hidden="true" className="size-4 shrink-0 text-muted" />
    </MenuButton>
  );
}
