import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { keys } from '@/api/keys';
import { type AuditSearch, filterOf } from './search';

/** So few that a page is drawn at once and stays below a thousand elements. */
export const pageSize = 40;

/**
 * One page of the log. It stays as it was read: an entry never changes, and new ones are announced instead of pushing
 * away what somebody reads.
 */
export const auditQuery = (workspaceId: string, search: AuditSearch) => {
  const query = { ...filterOf(search), limit: pageSize, ...(search.cursor ? { cursor: search.cursor } : {}) };
  return queryOptions({
    queryKey: [...keys.audit(workspaceId), query],
    queryFn: ({ signal }) =>
      call(
        client.GET('/api/v1/workspaces/{workspace_id}/audit-events', {
          params: { path: { workspace_id: workspaceId }, query },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });
};

/** The id of the newest entry that the filters let through. Every live event makes it stale. */
export const newestQuery = (workspaceId: string, search: AuditSearch) => {
  const query = { ...filterOf(search), limit: 1 };
  return queryOptions({
    queryKey: [...keys.auditNews(workspaceId), query],
    queryFn: async ({ signal }) => {
      const page = await call(
        client.GET('/api/v1/workspaces/{workspace_id}/audit-events', {
          params: { path: { workspace_id: workspaceId }, query },
          signal,
        }),
      );
      return page.data[0]?.id ?? null;
    },
  });
};
