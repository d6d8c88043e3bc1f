import type { QueryClient } from '@tanstack/react-query';
import { roleQuery } from './one-role';
import { permissionsQuery } from './permission-queries';
import { rolesQuery } from './queries';

const parts = {
  new: () => import('./new-role-form'),
  edit: () => import('./edit-role-form'),
  compare: () => import('./compare-roles'),
};

/**
 * Starts the requests of a page about roles, and loads its form. It is loaded itself when such a page is opened, so that the
 * start of the app does not pay for it.
 */
export function preloadRoles(queryClient: QueryClient, part: keyof typeof parts, workspaceId: string, roleId?: string) {
  void parts[part]();
  if (roleId) void queryClient.prefetchQuery(roleQuery(workspaceId, roleId));
  void queryClient.prefetchQuery(rolesQuery(workspaceId));
  void queryClient.prefetchQuery(permissionsQuery(workspaceId));
}
