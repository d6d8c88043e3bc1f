import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

// In the order in which they are shown.
const texts: Record<string, MessageDescriptor> = {
  'workspace:update': msg`Change the workspace's name and policies`,
  'workspace:delete': msg`Delete the workspace with everything in it`,
  'users:read': msg`See people, their roles, locations and status`,
  'users:invite': msg`Invite people, resend and revoke invitations`,
  'users:update': msg`Change other people's names, roles and locations`,
  'users:suspend': msg`Suspend and reactivate people`,
  'users:remove': msg`Remove people`,
  'roles:read': msg`See roles and what they allow`,
  'roles:write': msg`Create, edit and delete roles`,
  'locations:read': msg`See locations`,
  'locations:write': msg`Create, rename and delete locations`,
  'approvals:read': msg`See login requests`,
  'approvals:decide': msg`Approve login requests, or reject and delete them`,
  'api_keys:manage': msg`Create and revoke API keys`,
  'webhooks:manage': msg`Create, test and delete webhooks`,
  'audit:read': msg`Read and export the audit log`,
};

const order = Object.keys(texts);

/** What a permission allows, as a sentence; a workspace's own permissions, which are not known here, as they are written. */
export function permissionText(i18n: I18n, permission: string): string {
  const text = texts[permission];
  return text ? i18n._(text) : permission;
}

/** Gatehouse's own first, in their order, then the others by name. */
export function sortPermissions(permissions: string[]): string[] {
  const place = (permission: string) => (order.includes(permission) ? order.indexOf(permission) : order.length);
  return permissions.toSorted((a, b) => place(a) - place(b) || a.localeCompare(b));
}
