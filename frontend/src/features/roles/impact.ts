import type { Role, RolePreview } from '@/api/types';
import { comparePermissions, sortPermissions } from './permission-text';

export type ImpactLine = { permission: string; users: number };

/** The lines of a preview in the order in which permissions are shown; those that concern nobody are left out. */
export function impactOf({ gains, loses }: RolePreview): { gains: ImpactLine[]; loses: ImpactLine[] } {
  const shown = (lines: ImpactLine[]) =>
    lines.filter(({ users }) => users > 0).toSorted((a, b) => comparePermissions(a.permission, b.permission));
  return { gains: shown(gains), loses: shown(loses) };
}

/** Whether a change takes the last one away who could decide login requests. */
export const losesApprovers = ({ loses, approvers_left: left }: RolePreview): boolean =>
  left === 0 && loses.some(({ permission, users }) => permission === 'approvals:decide' && users > 0);

type Rights = Pick<Role, 'built_in' | 'scope' | 'permissions'>;

const everywhere = (role: Rights, permission: string) =>
  role.built_in || (role.scope === 'workspace' && role.permissions.includes(permission));

/** What somebody with some roles would no longer have across the workspace, were one role as it is afterwards. */
export function ownLosses(held: string[], roles: Role[], before: Role, after: Rights): string[] {
  if (!held.includes(before.id)) return [];
  const others = roles.filter(({ id }) => id !== before.id && held.includes(id));
  const lost = before.permissions.filter(
    (each) => everywhere(before, each) && !everywhere(after, each) && !others.some((other) => everywhere(other, each)),
  );
  return sortPermissions(lost);
}
