import type { NewRole, Role, RolePatch } from '@/api/types';

export type RoleValues = { name: string; description: string; scope: Role['scope']; permissions: string[] };
export type RoleField = keyof RoleValues;

export const roleFields: RoleField[] = ['name', 'description', 'scope', 'permissions'];

export const emptyRole: RoleValues = { name: '', description: '', scope: 'workspace', permissions: [] };

export const valuesOf = ({ name, description, scope, permissions }: RoleValues): RoleValues => ({
  name,
  description,
  scope,
  permissions,
});

/** What came and what went between two sets of permissions. */
export const differenceOf = (from: string[], to: string[]) => ({
  added: to.filter((each) => !from.includes(each)),
  removed: from.filter((each) => !to.includes(each)),
});

function same(field: RoleField, from: RoleValues, to: RoleValues): boolean {
  if (field !== 'permissions') return from[field].trim() === to[field].trim();
  const { added, removed } = differenceOf(from.permissions, to.permissions);
  return added.length + removed.length === 0;
}

/** The fields in which two versions differ; the order of permissions does not matter. */
export const changedFields = (from: RoleValues, to: RoleValues): RoleField[] =>
  roleFields.filter((field) => !same(field, from, to));

/** Only what was changed is sent, so that what the editor may not touch is not touched. */
export function patchOf(from: RoleValues, to: RoleValues): RolePatch {
  const changed = changedFields(from, to);
  return {
    ...(changed.includes('name') ? { name: to.name } : {}),
    ...(changed.includes('description') ? { description: to.description } : {}),
    ...(changed.includes('scope') ? { scope: to.scope } : {}),
    ...(changed.includes('permissions') ? { permissions: to.permissions } : {}),
  };
}

/** Whether a change touches who may do what, so that it is reviewed before it is saved. */
export const changesAccess = (patch: RolePatch): boolean =>
  patch.scope !== undefined || patch.permissions !== undefined;

/**
 * The values of a newer version with one's own changes put over it. Of the permissions only what one added or took away is
 * repeated, so that what the other added stays.
 */
export function rebase(base: RoleValues, mine: RoleValues, theirs: RoleValues): RoleValues {
  const own = changedFields(base, mine);
  const { added, removed } = differenceOf(base.permissions, mine.permissions);
  const kept = theirs.permissions.filter((each) => !removed.includes(each));
  return {
    name: own.includes('name') ? mine.name : theirs.name,
    description: own.includes('description') ? mine.description : theirs.description,
    scope: own.includes('scope') ? mine.scope : theirs.scope,
    permissions: [...kept, ...added.filter((each) => !kept.includes(each))],
  };
}

/** A role to begin with that is like another one: what one may not give oneself is left out. */
export function copyOf(role: Role, name: string, mayGive: (permission: string) => boolean): RoleValues {
  return { ...valuesOf(role), name, permissions: role.permissions.filter(mayGive) };
}

export const bodyOf = ({ name, description, scope, permissions }: RoleValues): NewRole => ({
  name,
  scope,
  permissions,
  ...(description ? { description } : {}),
});
