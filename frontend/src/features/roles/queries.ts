import { queryOptions } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { keys } from '@/api/keys';
import type { Role, RolePage } from '@/api/types';

/** All roles of a workspace by name. There are a handful as a rule, and a few hundred at most. */
export const rolesQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: keys.roles(workspaceId),
    queryFn: async ({ signal }) => {
      const data: Role[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const query: { limit: number; cursor?: string } = { limit: 200, ...(cursor ? { cursor } : {}) };
        const page: RolePage = await call(
          client.GET('/api/v1/workspaces/{workspace_id}/roles', {
            params: { path: { workspace_id: workspaceId }, query },
            signal,
          }),
        );
        data.push(...page.data);
        cursor = page.next_cursor;
      }
      return { data };
    },
    staleTime: 5 * 60_000,
  });
