import { describe, expect, it } from 'vitest';
import { confinedTo, holds, holdsFor } from './rights';

const sydney = { id: 's', name: 'Sydney' };
const perth = { id: 'p', name: 'Perth' };
const manager = {
  permissions: ['roles:read'],
  location_permissions: ['users:update', 'roles:write'],
  locations: [sydney],
};

describe('what a right at a location opens', () => {
  it('opens pages about people, and none about things that belong to no location', () => {
    expect(holds(manager, 'users:update')).toBe(true);
    expect(holds(manager, 'roles:read')).toBe(true);
    expect(holds(manager, 'roles:write')).toBe(false);
    expect(holds({ ...manager, locations: [] }, 'users:update')).toBe(false);
  });

  it('reaches people whose locations are all among one’s own', () => {
    expect(holdsFor(manager, 'users:update', [sydney])).toBe(true);
    expect(holdsFor(manager, 'users:update', [sydney, perth])).toBe(false);
    expect(holdsFor(manager, 'users:update', [])).toBe(false);
    expect(holdsFor({ ...manager, permissions: ['users:update'] }, 'users:update', [])).toBe(true);
  });

  it('says where one is confined to', () => {
    expect(confinedTo(manager, 'users:update')).toEqual([sydney]);
    expect(confinedTo(manager, 'users:remove')).toBeNull();
    expect(confinedTo({ ...manager, permissions: ['users:update'] }, 'users:update')).toBeNull();
  });
});
