import type { QueryClient } from '@tanstack/react-query';
import { meQuery } from '@/features/session/me';
import { holds } from '@/features/session/rights';

/** For loaders: whether the signed-in person may do something in a workspace. What they may not see is not asked for. */
export function may(queryClient: QueryClient, workspaceId: string, permission: string): boolean {
  const places = queryClient.getQueryData(meQuery.queryKey)?.workspaces ?? [];
  return places.some((place) => place.workspace.id === workspaceId && holds(place, permission));
}
