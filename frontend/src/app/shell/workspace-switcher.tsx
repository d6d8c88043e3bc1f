import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ChevronsUpDown } from 'lucide-react';
import { meQuery } from '@/features/session/me';
import { usePlace } from '@/features/session/place';
import { Avatar } from '@/ui/avatar';
import { MenuButton, type MenuSection } from '@/ui/menu';
import { switcherClass } from './switcher-class';

/** The current workspace; a menu where the person has several. */
export function WorkspaceSwitcher() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { workspace } = usePlace();
  const { data: me } = useQuery(meQuery);
  const active = me?.workspaces.filter((place) => place.status === 'active') ?? [];

  if (active.length < 2) {
    return (
      <div className="flex min-h-11 items-center gap-2.5 px-2 py-1.5">
        <Avatar name={workspace.name} square />
        <span className="min-w-0 truncate font-semibold">{workspace.name}</span>
      </div>
    );
  }
  const sections = (): MenuSection[] => [
    {
      id: 'workspaces',
      title: t`Workspaces`,
      items: active.map((place) => ({
        id: place.workspace.id,
        text: place.workspace.name,
        description: place.roles.map((role) => role.name).join(', '),
        icon: <Avatar name={place.workspace.name} square size="sm" />,
        checked: place.workspace.id === workspace.id,
        onAction: () => void navigate({ to: '/w/$workspaceId', params: { workspaceId: place.workspace.id } }),
      })),
    },
  ];
  return (
    <MenuButton
      label={t`Switch workspace, now ${workspace.name}`}
      placement="bottom start"
      className={switcherClass}
      sections={sections}
    >
      <Avatar name={workspace.name} square />
      <span className="min-w-0 flex-1 truncate font-semibold">{workspace.name}</span>
      <ChevronsUpDown aria-hidden="true" className="size-4 shrink-0 text-muted" />
    </MenuButton>
  );
}
