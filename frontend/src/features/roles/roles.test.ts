import { describe, expect, it } from 'vitest';
import type { Permission, Role } from '@/api/types';
import { i18n } from '@/i18n/i18n';
import { roles } from '@/test/workspace';
import { compareRoles } from './compare';
import {
  changedFields,
  changesAccess,
  copyOf,
  differenceOf,
  emptyRole,
  patchOf,
  type RoleValues,
  rebase,
} from './edit-role';
import { grantable, mayGive } from './giving';
import { impactOf, losesApprovers, ownLosses } from './impact';
import { grammarFault } from './permission-grammar';
import { groupPermissions, permissionText, sortPermissions } from './permission-text';

const names = (list: { name: string }[]) => list.map(({ name }) => name);
const fleet: RoleValues = {
  name: 'Fleet',
  description: '',
  scope: 'workspace',
  permissions: ['users:read', 'users:invite'],
};
const role = (name: string, permissions: string[], more: Partial<Role> = {}): Role => ({
  id: name,
  name,
  description: '',
  scope: 'workspace',
  built_in: false,
  permissions,
  user_count: 0,
  created_at: '',
  updated_at: '',
  ...more,
});
const own = (permission: string, description = ''): Permission => ({
  permission,
  description,
  origin: 'workspace',
  role_count: 0,
});
const gatehouse = (permission: string): Permission => ({ ...own(permission), origin: 'gatehouse' });

describe('the roles that someone may give', () => {
  it('allow nothing that they lack themselves, and are not Admin', () => {
    const giver = { admin: false, permissions: ['users:read', 'users:invite', 'workspace:update'], local: [] };
    expect(names(grantable(roles, { ...giver, permissions: ['users:read'] }))).toEqual(['Member']);
    expect(names(grantable(roles, giver))).toEqual(['Member']);
  });

  it('allow at locations also what they hold at their own locations only', () => {
    const giver = { admin: false, permissions: ['users:read'], local: ['users:invite'] };
    const set = ['users:read', 'users:invite'];
    expect(names(grantable([role('Here', set, { scope: 'locations' }), role('All over', set)], giver))).toEqual([
      'Here',
    ]);
    expect(mayGive(giver, 'users:invite')).toBe(false);
  });

  it('are all of them for an Admin, also with what the own app was given since', () => {
    const admin = { admin: true, permissions: ['users:read'], local: [] };
    expect(grantable([...roles, role('Dispatch', ['fleet:dispatch'])], admin)).toHaveLength(3);
    expect(mayGive(admin, 'fleet:dispatch')).toBe(true);
    expect(mayGive({ ...admin, admin: false }, 'fleet:dispatch')).toBe(false);
  });
});

describe('a change of a role', () => {
  it('sends what was changed alone; the order of permissions is no change', () => {
    const same = { ...fleet, permissions: fleet.permissions.toReversed() };
    expect(changedFields(fleet, same)).toEqual([]);
    expect(patchOf(fleet, { ...same, description: 'Cars' })).toEqual({ description: 'Cars' });
    expect(patchOf(fleet, { ...fleet, scope: 'locations', permissions: [] })).toEqual({
      scope: 'locations',
      permissions: [],
    });
  });

  it('is reviewed where it touches who may do what', () => {
    expect(changesAccess({ name: 'Cars', description: '' })).toBe(false);
    expect(changesAccess({ permissions: [] })).toBe(true);
    expect(changesAccess({ scope: 'locations' })).toBe(true);
  });

  it('put over a newer version keeps what the other one added', () => {
    const mine = { ...fleet, name: 'Vehicles', permissions: ['users:read', 'audit:read'] };
    const theirs = { ...fleet, description: 'Cars', permissions: [...fleet.permissions, 'roles:read'] };
    expect(rebase(fleet, mine, theirs)).toEqual({
      name: 'Vehicles',
      description: 'Cars',
      scope: 'workspace',
      permissions: ['users:read', 'roles:read', 'audit:read'],
    });
  });

  it('tells what came and what went', () => {
    expect(differenceOf(['a:a', 'b:b'], ['b:b', 'c:c'])).toEqual({ added: ['c:c'], removed: ['a:a'] });
  });
});

it('a copy leaves out what one may not give', () => {
  const copy = copyOf(role('Fleet', ['users:read', 'audit:read']), 'Copy of Fleet', (each) => each === 'users:read');
  expect(copy).toEqual({ ...emptyRole, name: 'Copy of Fleet', permissions: ['users:read'] });
});

describe('the review', () => {
  const line = (permission: string, users: number) => ({ permission, users });
  const preview = { user_count: 12, gains: [], loses: [], own_loss: false, approvers_left: 1 };

  it('names permissions in their order and leaves out what concerns nobody', () => {
    const gains = [line('fleet:stop', 1), line('audit:read', 0), line('users:invite', 12)];
    expect(impactOf({ ...preview, gains }).gains).toEqual([line('users:invite', 12), line('fleet:stop', 1)]);
  });

  it('warns where nobody could approve any more, not where nobody could before', () => {
    const loses = [line('approvals:decide', 2)];
    expect(losesApprovers({ ...preview, loses, approvers_left: 0 })).toBe(true);
    expect(losesApprovers({ ...preview, loses })).toBe(false);
    expect(losesApprovers({ ...preview, approvers_left: 0 })).toBe(false);
  });
});

describe('what one does to oneself', () => {
  const before = role('Lead', ['roles:write', 'users:read']);
  const after = { ...before, permissions: ['users:read'] };

  it('is what no other role of one gives', () => {
    expect(ownLosses(['Lead'], [before], before, after)).toEqual(['roles:write']);
    expect(ownLosses(['Other'], [before], before, after)).toEqual([]);
    const other = role('Other', ['roles:write']);
    expect(ownLosses(['Lead', 'Other'], [before, other], before, after)).toEqual([]);
    expect(ownLosses(['Lead', 'Other'], [before, { ...other, scope: 'locations' }], before, after)).toEqual([
      'roles:write',
    ]);
  });

  it('is everything where the role is to count at locations only', () => {
    expect(ownLosses(['Lead'], [before], before, { ...before, scope: 'locations' })).toEqual([
      'users:read',
      'roles:write',
    ]);
  });
});

describe('two roles compared', () => {
  const catalogue = [own('fleet:dispatch', 'Send out'), gatehouse('users:read'), gatehouse('audit:read')];

  it('show first what tells them apart', () => {
    const { different, same } = compareRoles(
      role('A', ['users:read', 'fleet:dispatch']),
      role('B', ['users:read', 'audit:read']),
      catalogue,
    );
    expect(different.map(({ permission, left, right }) => [permission, left, right])).toEqual([
      ['audit:read', false, true],
      ['fleet:dispatch', true, false],
    ]);
    expect(same.map(({ permission }) => permission)).toEqual(['users:read']);
  });

  it('differ where they count at different places, whatever they hold', () => {
    const [everywhere, local] = [role('A', ['users:read']), role('B', ['users:read'], { scope: 'locations' })];
    expect(compareRoles(everywhere, local, catalogue)).toMatchObject({ scopes: true, different: [] });
    expect(compareRoles(everywhere, role('C', ['users:read']), catalogue)).toMatchObject({ scopes: false });
  });

  it('know that the built-in one holds everything', () => {
    const { different } = compareRoles(
      role('Admin', [], { built_in: true }),
      role('B', ['users:read', 'audit:read']),
      catalogue,
    );
    expect(different.map(({ permission }) => permission)).toEqual(['fleet:dispatch']);
  });
});

describe('permissions', () => {
  it('stand in their own order, those of the workspace after them by name', () => {
    expect(sortPermissions(['fleet:stop', 'audit:read', 'fleet:dispatch', 'users:read'])).toEqual([
      'users:read',
      'audit:read',
      'fleet:dispatch',
      'fleet:stop',
    ]);
  });

  it('are grouped by what they are about; an own app with the same word stays apart', () => {
    const groups = groupPermissions([own('users:tag'), gatehouse('users:read'), own('fleet:stop')]);
    expect(groups.map(({ resource, own: ofApp }) => [resource, ofApp])).toEqual([
      ['users', false],
      ['fleet', true],
      ['users', true],
    ]);
  });

  it('of the own app are told in its own words, and as they are written where it has none', () => {
    expect(permissionText(i18n, 'fleet:dispatch', 'Send vehicles out')).toBe('Send vehicles out');
    expect(permissionText(i18n, 'fleet:dispatch')).toBe('fleet:dispatch');
    expect(permissionText(i18n, 'users:remove', 'other words')).toBe('Remove people');
  });

  it.each([
    ['fleet:dispatch', null],
    ['a1_b:c_2', null],
    ['', 'empty'],
    ['fleet', 'shape'],
    ['fleet:', 'shape'],
    ['a:b:c', 'shape'],
    ['Fleet:go', 'characters'],
    ['fleet:go now', 'characters'],
    ['1fleet:go', 'start'],
    ['fleet:_go', 'start'],
    [`${'a'.repeat(41)}:b`, 'long'],
    [`${'a'.repeat(40)}:${'b'.repeat(40)}`, null],
    ['users:tag', 'reserved'],
  ] as const)('as typed: %s is %s', (text, fault) => expect(grammarFault(text)).toBe(fault));
});
