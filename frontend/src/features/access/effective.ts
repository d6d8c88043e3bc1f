import type { Permission, Role, User } from '@/api/types';

export type EffectivePermission = Permission & {
  /** The roles that it comes from. */
  from: Pick<Role, 'id' | 'name' | 'scope'>[];
};

/** Everything that a person's roles allow, each with the roles that it comes from, in the order of the catalogue. */
export function effectivePermissions(
  user: Pick<User, 'roles'>,
  roles: Role[],
  catalogue: Permission[],
): EffectivePermission[] {
  const held = roles.filter(({ id }) => user.roles.some((role) => role.id === id));
  return catalogue.flatMap((each) => {
    const from = held.filter((role) => role.built_in || role.permissions.includes(each.permission));
    return from.length > 0 ? [{ ...each, from }] : [];
  });
}
