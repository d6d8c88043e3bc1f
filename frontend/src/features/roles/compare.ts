import type { Permission, Role } from '@/api/types';
import { comparePermissions } from './permission-text';

export type ComparedPermission = { permission: string; description: string; left: boolean; right: boolean };

export type Compared = {
  /** Whether they count at different places, which is a difference even where they hold the same. */
  scopes: boolean;
  different: ComparedPermission[];
  same: ComparedPermission[];
};

/** Every permission that one of two roles holds: first those in which they differ. */
export function compareRoles(left: Role, right: Role, catalogue: Permission[]): Compared {
  const known = new Map(catalogue.map(({ permission, description }) => [permission, description]));
  const named = [...new Set([...known.keys(), ...left.permissions, ...right.permissions])];
  const rows = named.toSorted(comparePermissions).map((permission) => ({
    permission,
    description: known.get(permission) ?? '',
    left: allows(left, permission),
    right: allows(right, permission),
  }));
  return {
    scopes: left.scope !== right.scope,
    different: rows.filter((row) => row.left !== row.right),
    same: rows.filter((row) => row.left && row.right),
  };
}

const allows = (role: Role, permission: string) => role.built_in || role.permissions.includes(permission);
