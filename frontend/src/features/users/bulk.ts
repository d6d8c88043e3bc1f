import { call, client } from '@/api/client';
import { listQuery } from './queries';
import type { UserSearch } from './search';

const at = (workspaceId: string, key: string) => ({
  path: { workspace_id: workspaceId },
  header: { 'Idempotency-Key': key },
});

export type UserAction = 'suspend' | 'reactivate' | 'remove' | 'roles' | 'locations';
export type Shift = { add: string[]; remove: string[] };

const plain = {
  suspend: '/api/v1/workspaces/{workspace_id}/users/bulk/suspend',
  reactivate: '/api/v1/workspaces/{workspace_id}/users/bulk/reactivate',
  remove: '/api/v1/workspaces/{workspace_id}/users/bulk/remove',
} as const;

/** Carries an action out on up to 200 users; each is decided for themselves. */
export const actOnUsers =
  (workspaceId: string, action: UserAction, shift: Shift = { add: [], remove: [] }) =>
  (ids: string[], key: string) => {
    const params = at(workspaceId, key);
    if (action !== 'roles' && action !== 'locations') {
      return call(client.POST(plain[action], { params, body: { user_ids: ids } }));
    }
    const body = action === 'roles' ? roleShift(shift) : locationShift(shift);
    const path = '/api/v1/workspaces/{workspace_id}/users/bulk/update' as const;
    return call(client.POST(path, { params, body: { user_ids: ids, ...body } }));
  };

const roleShift = ({ add, remove }: Shift) => ({ add_role_ids: add, remove_role_ids: remove });
const locationShift = ({ add, remove }: Shift) => ({ add_location_ids: add, remove_location_ids: remove });

/** Everybody that the search matches, so many at a time. */
export async function* everyMatch(workspaceId: string, search: UserSearch, limit: number) {
  let cursor: string | undefined;
  do {
    const query = { ...listQuery({ ...search, cursor }), limit };
    const page = await call(
      client.GET('/api/v1/workspaces/{workspace_id}/users', { params: { path: { workspace_id: workspaceId }, query } }),
    );
    yield page.data.map(({ id, name }) => ({ id, name }));
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
}
