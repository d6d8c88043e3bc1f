import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { isProblem } from '@/api/problem';
import { meQuery } from '@/features/session/me';
import { useSubmitKey } from '@/lib/submit-key';

// An installation tells that it makes no further workspaces only when asked for one; from then on it is remembered.
const closedKey = ['workspace-creation-closed'];

/** Whether it still makes sense to offer the creation of a workspace. */
export function useCreationOpen(): boolean {
  const { data: closed } = useQuery({
    queryKey: closedKey,
    queryFn: () => false,
    staleTime: Infinity,
    gcTime: Infinity,
  });
  return closed !== true;
}

/** Founds a workspace; when it is done, the reader's places include it. */
export function useNewWorkspace() {
  const queryClient = useQueryClient();
  const submitKey = useSubmitKey();
  return useMutation({
    mutationFn: async (body: { name: string }) => {
      const workspace = await call(
        client.POST('/api/v1/workspaces', {
          params: { header: { 'Idempotency-Key': submitKey.keyFor(body) } },
          body,
        }),
      );
      await queryClient.fetchQuery({ ...meQuery, staleTime: 0 });
      return workspace;
    },
    onSuccess: () => submitKey.done(),
    onError: (error) => {
      if (isProblem(error, 'workspace_creation_closed')) queryClient.setQueryData(closedKey, true);
    },
  });
}
