import { useQuery } from '@tanstack/react-query';
import { usePlace } from '@/features/session/place';
import { summaryQuery } from '@/features/workspaces/queries';

/** How many requests the reader may decide here. Rather no number than a wrong one: zero while it is unknown. */
export function useWaiting(): number {
  const { workspaceId, can } = usePlace();
  return useQuery({ ...summaryQuery(workspaceId), enabled: can('users:read') }).data?.pending_approvals ?? 0;
}
