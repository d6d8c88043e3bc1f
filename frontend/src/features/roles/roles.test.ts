import { describe, expect, it } from 'vitest';
import { i18n } from '@/i18n/i18n';
import { roles } from '@/test/workspace';
import { permissionText, sortPermissions } from './permission-text';
import { grantable } from './queries';

describe('the roles that someone may give', () => {
  it('allow nothing that they lack themselves', () => {
    expect(grantable(roles, ['users:read', 'users:invite']).map((role) => role.name)).toEqual(['Member']);
    expect(grantable(roles, ['users:read', 'users:invite', 'workspace:update'])).toHaveLength(2);
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

  it('that are not known are shown as they are written', () => {
    expect(permissionText(i18n, 'fleet:dispatch')).toBe('fleet:dispatch');
  });
});
