import { queryOptions } from '@tanstack/react-query';
import { call, callTagged, client } from '@/api/client';
import { keys } from '@/api/keys';
import type { ApiKey, ApiKeyPatch, NewApiKey } from '@/api/types';

export type TaggedKey = ApiKey & { etag: string };

const most = 200; // keys that a workspace can have, and rows that a page can have

/** All API keys of a workspace by name. */
export const apiKeysQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: keys.apiKeys(workspaceId),
    queryFn: ({ signal }) =>
      call(
        client.GET('/api/v1/workspaces/{workspace_id}/api-keys', {
          params: { path: { workspace_id: workspaceId }, query: { limit: most } },
          signal,
        }),
      ),
  });

/** One key with the ETag that a change of it names. */
export const apiKeyQuery = (workspaceId: string, keyId: string) =>
  queryOptions({
    queryKey: [...keys.apiKeys(workspaceId), 'one', keyId],
    queryFn: ({ signal }) =>
      callTagged(
        client.GET('/api/v1/workspaces/{workspace_id}/api-keys/{key_id}', {
          params: { path: { workspace_id: workspaceId, key_id: keyId } },
          signal,
        }),
      ),
    staleTime: 0,
    gcTime: 0,
  });

export const createApiKey = (workspaceId: string, body: NewApiKey, idempotencyKey: string) =>
  call(
    client.POST('/api/v1/workspaces/{workspace_id}/api-keys', {
      params: { path: { workspace_id: workspaceId }, header: { 'Idempotency-Key': idempotencyKey } },
      body,
    }),
  );

/** Changes a key where nobody changed it since it was read. */
export const updateApiKey = (workspaceId: string, { id, etag }: TaggedKey, body: ApiKeyPatch) =>
  call(
    client.PATCH('/api/v1/workspaces/{workspace_id}/api-keys/{key_id}', {
      params: { path: { workspace_id: workspaceId, key_id: id }, header: { 'If-Match': etag } },
      body,
    }),
  );

/** Gives a key a new secret; the one of now goes on for so many hours. */
export const rotateApiKey = (workspaceId: string, keyId: string, hours: number, idempotencyKey: string) =>
  call(
    client.POST('/api/v1/workspaces/{workspace_id}/api-keys/{key_id}/rotate', {
      params: {
        path: { workspace_id: workspaceId, key_id: keyId },
        header: { 'Idempotency-Key': idempotencyKey },
      },
      body: { overlap_hours: hours },
    }),
  );

export const deleteApiKey = (workspaceId: string, keyId: string) =>
  call(
    client.DELETE('/api/v1/workspaces/{workspace_id}/api-keys/{key_id}', {
      params: { path: { workspace_id: workspaceId, key_id: keyId } },
    }),
  );
