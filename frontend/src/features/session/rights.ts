import type { Place } from '@/api/types';

type Rights = Pick<Place, 'permissions' | 'location_permissions' | 'locations'>;
type Somewhere = { id: string }[];

/** Only what is about people can be held at locations alone; everything else takes a right across the workspace. */
const aboutPeople = (permission: string) => permission.startsWith('users:') || permission.startsWith('approvals:');

const local = (rights: Rights, permission: string) =>
  aboutPeople(permission) && rights.locations.length > 0 && rights.location_permissions.includes(permission);

/** Whether a permission is held across the workspace, or, where it is about people, at some location. */
export function holds(rights: Rights, permission: string): boolean {
  return rights.permissions.includes(permission) || local(rights, permission);
}

/** Whether a permission is held for changing somebody at these locations: across the workspace, or at all of theirs. */
export function holdsFor(rights: Rights, permission: string, at: Somewhere): boolean {
  if (rights.permissions.includes(permission)) return true;
  const own = rights.locations.map(({ id }) => id);
  return local(rights, permission) && at.length > 0 && at.every(({ id }) => own.includes(id));
}

/** The only locations where a permission is held, or null where it is held across the workspace or not at all. */
export function confinedTo(rights: Rights, permission: string): Place['locations'] | null {
  return !rights.permissions.includes(permission) && local(rights, permission) ? rights.locations : null;
}
