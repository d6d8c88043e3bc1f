import { useQuery } from '@tanstack/react-query';
import type { Role } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { rolesQuery } from './queries';

/** What somebody may hand out: what they hold across the workspace, and what they hold only at their own locations. */
export type Giver = { admin: boolean; permissions: string[]; local: string[] };

/** Whether someone may put a permission into a role: Admin every one, also those that come later, and others what they hold. */
export const mayGive = ({ admin, permissions }: Giver, permission: string): boolean =>
  admin || permissions.includes(permission);

/** Whether a role allows no more than somebody holds: one that counts at locations only, than they hold at theirs. */
export function within(role: Pick<Role, 'built_in' | 'scope' | 'permissions'>, giver: Giver): boolean {
  if (giver.admin) return true;
  const held = role.scope === 'locations' ? [...giver.permissions, ...giver.local] : giver.permissions;
  return !role.built_in && role.permissions.every((permission) => held.includes(permission));
}

/** The roles that someone may give to others: none that allows more than they may themselves. */
export const grantable = (roles: Role[], giver: Giver): Role[] => roles.filter((role) => within(role, giver));

/** The reader as a giver. Without roles:read it is not known whether they are Admin, and the server alone says so. */
export function useGiver(): Giver {
  const { workspaceId, permissions, location_permissions: local, roles, can } = usePlace();
  const all = useQuery({ ...rolesQuery(workspaceId), enabled: can('roles:read') }).data?.data ?? [];
  const admin = all.some((role) => role.built_in && roles.some(({ id }) => id === role.id));
  return { admin, permissions, local };
}
