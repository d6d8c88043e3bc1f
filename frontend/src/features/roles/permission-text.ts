import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

// In the order in which they are shown.
const texts: Record<string, MessageDescriptor> = {
  'workspace:update': msg`Change the workspace's name and policies; not delete it`,
  'workspace:delete': msg`Delete the workspace with everything in it`,
  'users:read': msg`See people, their roles, locations and status; change nothing`,
  'users:invite': msg`Invite people, resend and revoke invitations; not approve them`,
  'users:update': msg`Change other people's names, roles and locations; not their e-mail address`,
  'users:suspend': msg`Suspend and reactivate people`,
  'users:remove': msg`Remove people`,
  'roles:read': msg`See roles and what they allow; not change them`,
  'roles:write': msg`Create, edit and delete roles, never with a permission that one lacks`,
  'locations:read': msg`See locations; not change them`,
  'locations:write': msg`Create, rename, archive and delete locations`,
  'approvals:read': msg`See login requests; not decide them`,
  'approvals:decide': msg`Approve login requests, or reject and delete them; not one's own`,
  'api_keys:manage': msg`Create and revoke API keys with permissions that one holds`,
  'webhooks:manage': msg`Create, test and delete webhooks`,
  'audit:read': msg`Read and export the audit log`,
};

const order = Object.keys(texts);

const resources: Record<string, MessageDescriptor> = {
  workspace: msg`Workspace`,
  users: msg`Users`,
  roles: msg`Roles`,
  locations: msg`Locations`,
  approvals: msg`Login requests`,
  api_keys: msg`API keys`,
  webhooks: msg`Webhooks`,
  audit: msg`Audit log`,
};

/** What a permission allows, as a sentence: Gatehouse's own in the reader's language, others as the workspace describes them. */
export function permissionText(i18n: I18n, permission: string, description?: string): string {
  const text = texts[permission];
  return text ? i18n._(text) : description || permission;
}

/** What a group of Gatehouse's own permissions is about; a workspace's own as it is written. */
export function resourceText(i18n: I18n, resource: string): string {
  const text = resources[resource];
  return text ? i18n._(text) : resource;
}

export const resourceOf = (permission: string) => permission.split(':')[0] ?? permission;

/** Gatehouse's own first, in their order, then the others by name. */
export function comparePermissions(a: string, b: string): number {
  const place = (permission: string) => (order.includes(permission) ? order.indexOf(permission) : order.length);
  return place(a) - place(b) || a.localeCompare(b, undefined, { numeric: true });
}

export const sortPermissions = (permissions: string[]): string[] => permissions.toSorted(comparePermissions);

export type PermissionGroup<P> = { resource: string; own: boolean; permissions: P[] };

/** Permissions by what they are about, in the order in which they are shown; `own` are those of the workspace's app. */
export function groupPermissions<P extends { permission: string; origin: string }>(
  catalogue: P[],
): PermissionGroup<P>[] {
  const groups = new Map<string, PermissionGroup<P>>();
  for (const each of catalogue.toSorted((a, b) => comparePermissions(a.permission, b.permission))) {
    const own = each.origin === 'workspace';
    const resource = resourceOf(each.permission);
    const group = groups.get(`${own} ${resource}`) ?? { resource, own, permissions: [] };
    group.permissions.push(each);
    groups.set(`${own} ${resource}`, group);
  }
  return [...groups.values()].toSorted((a, b) => Number(a.own) - Number(b.own));
}
