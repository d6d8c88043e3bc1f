import { useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { Columns2, Copy, Pencil, Trash2 } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Role } from '@/api/types';
import { usePlace } from '@/features/session/place';
import type { MenuItem } from '@/ui/menu';
import { useRoleLimits } from './use-role-limits';

const DeleteRole = lazy(() => import('./delete-role'));

type RoleMenu = { itemsFor: (role: Role) => MenuItem[]; dialogs: ReactNode };

/** What can be done with a role, and the dialogs that it opens. */
export function useRoleMenu(onDeleted?: () => void): RoleMenu {
  const { t } = useLingui();
  const { workspaceId, can } = usePlace();
  const navigate = useNavigate();
  const limitOf = useRoleLimits();
  const [deleting, setDeleting] = useState<Role | null>(null);
  const at = (role: Role) => ({ workspaceId, roleId: role.id });

  function itemsFor(role: Role): MenuItem[] {
    const limit = limitOf(role);
    return [
      {
        id: 'compare',
        text: t`Compare…`,
        icon: <Columns2 />,
        onAction: () =>
          void navigate({ to: '/w/$workspaceId/settings/permissions/roles/$roleId/compare', params: at(role) }),
      },
      {
        id: 'copy',
        text: t`Copy`,
        description: t`A new role that begins like this one`,
        icon: <Copy />,
        disabledReason: can('roles:write') ? undefined : t`Needs the permission roles:write`,
        onAction: () =>
          void navigate({
            to: '/w/$workspaceId/settings/permissions/roles/new',
            params: { workspaceId },
            search: { copy: role.id },
          }),
      },
      {
        id: 'delete',
        text: t`Delete…`,
        icon: <Trash2 />,
        danger: true,
        disabledReason: limit,
        onAction: () => setDeleting(role),
      },
    ];
  }
  const dialogs = deleting && (
    <Suspense fallback={null}>
      <DeleteRole role={deleting} onClose={() => setDeleting(null)} onDeleted={() => onDeleted?.()} />
    </Suspense>
  );
  return { itemsFor, dialogs };
}

/** The first item of a role's menu: its page, to change it or to read it. */
export function useEditRoleItem(): (role: Role) => MenuItem {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const navigate = useNavigate();
  const limitOf = useRoleLimits();
  return (role) => {
    const limit = limitOf(role);
    return {
      id: 'edit',
      text: limit ? t`View` : t`Edit`,
      description: limit,
      icon: <Pencil />,
      onAction: () =>
        void navigate({
          to: '/w/$workspaceId/settings/permissions/roles/$roleId',
          params: { workspaceId, roleId: role.id },
        }),
    };
  };
}
