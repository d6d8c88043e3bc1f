import { usePlace } from '@/features/session/place';
import type { UserAction } from './bulk';

/** Whether the reader can do anything with several people at once. */
export function useBulkRights(): Record<UserAction, boolean> & { any: boolean } {
  const { can } = usePlace();
  const rights = {
    suspend: can('users:suspend'),
    reactivate: can('users:suspend'),
    remove: can('users:remove'),
    roles: can('users:update') && can('roles:read'),
    locations: can('users:update') && can('locations:read'),
  };
  return { ...rights, any: Object.values(rights).some(Boolean) };
}
