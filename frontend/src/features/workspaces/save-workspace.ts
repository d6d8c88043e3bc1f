import { useMutation, useQueryClient } from '@tanstack/react-query';
import { callTagged, client } from '@/api/client';
import { keys } from '@/api/keys';
import { putAnswer } from '@/api/put-answer';
import type { Workspace, WorkspacePatch } from '@/api/types';

export type TaggedWorkspace = Workspace & { etag: string };

/** Changes a workspace as it was read: the server refuses with precondition_failed where somebody changed it since. */
export function useSaveWorkspace(base: TaggedWorkspace) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (patch: WorkspacePatch) =>
      callTagged(
        client.PATCH('/api/v1/workspaces/{workspace_id}', {
          params: { path: { workspace_id: base.id }, header: { 'If-Match': base.etag } },
          body: patch,
        }),
      ),
    onSuccess: async (saved) => {
      await putAnswer(queryClient, keys.workspace(base.id), saved);
      void queryClient.invalidateQueries({ queryKey: keys.me });
    },
  });
}
