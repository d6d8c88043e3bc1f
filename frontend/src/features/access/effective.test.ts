import { expect, it } from 'vitest';
import type { Permission, Role } from '@/api/types';
import { effectivePermissions } from './effective';

const role = (id: string, permissions: string[], builtIn = false): Role => ({
  id,
  name: id,
  description: '',
  scope: 'workspace',
  built_in: builtIn,
  permissions,
  user_count: 1,
  created_at: '',
  updated_at: '',
});
const catalogue = ['users:read', 'audit:read', 'fleet:stop'].map(
  (permission): Permission => ({ permission, description: '', origin: 'gatehouse', role_count: 1 }),
);
const all = [role('Admin', [], true), role('Fleet', ['users:read', 'fleet:stop']), role('Member', ['users:read'])];
const of = (...ids: string[]) =>
  effectivePermissions({ roles: ids.map((id) => ({ id, name: id })) }, all, catalogue).map(({ permission, from }) => [
    permission,
    from.map(({ name }) => name).join(' '),
  ]);

it('each permission tells all the roles that it comes from', () => {
  expect(of('Member', 'Fleet')).toEqual([
    ['users:read', 'Fleet Member'],
    ['fleet:stop', 'Fleet'],
  ]);
});

it('the built-in role gives everything, also what its list does not name', () => {
  expect(of('Admin').map(([permission]) => permission)).toEqual(['users:read', 'audit:read', 'fleet:stop']);
});

it('nobody without a role may do anything', () => expect(of()).toEqual([]));
