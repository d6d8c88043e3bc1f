import { keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query';
import { call, callTagged, client } from '@/api/client';
import { keys } from '@/api/keys';
import type { Import, ImportPatch, RowPatch } from '@/api/types';
import { upload } from '@/api/upload';
import { saveFile } from '@/lib/save-file';
import { filterOf, isWorking, type RowFilter, type RowSearch } from './shows';

const pollMs = 2_000;
const pageSize = 20;

const all = '/api/v1/workspaces/{workspace_id}/imports' as const;
const one = '/api/v1/workspaces/{workspace_id}/imports/{import_id}' as const;
const at = (workspaceId: string, importId: string) => ({ workspace_id: workspaceId, import_id: importId });

/** The workspace's imports, the newest first. */
export const importsQuery = (workspaceId: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: [...keys.imports(workspaceId), 'list', cursor],
    queryFn: ({ signal }) => {
      const query = { limit: pageSize, ...(cursor ? { cursor } : {}) };
      return call(client.GET(all, { params: { path: { workspace_id: workspaceId }, query }, signal }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.data.some(isWorking) ? pollMs : false),
  });

export type TaggedImport = Import & { etag: string };

/** One import. While the server is at work on it, it is asked for again: notices may fail to come through. */
export const importQuery = (workspaceId: string, importId: string) =>
  queryOptions({
    queryKey: [...keys.imports(workspaceId), importId],
    queryFn: ({ signal }) => callTagged(client.GET(one, { params: { path: at(workspaceId, importId) }, signal })),
    refetchInterval: ({ state }) => (state.data && isWorking(state.data) ? pollMs : false),
  });

/** One page of an import's rows, in the order of the file. */
export const rowsQuery = (workspaceId: string, importId: string, search: RowSearch) => {
  const query = { limit: pageSize, ...filterOf(search) };
  return queryOptions({
    queryKey: [...keys.imports(workspaceId), importId, 'rows', query],
    queryFn: ({ signal }) =>
      call(client.GET(`${one}/rows`, { params: { path: at(workspaceId, importId), query }, signal })),
    placeholderData: keepPreviousData,
  });
};

type NewImport = { name: string; file: Blob; key: string; onProgress: (part: number) => void; signal: AbortSignal };

export const createImport = (workspaceId: string, { name, file, key, onProgress, signal }: NewImport) =>
  upload<Import>({
    path: `${all.replace('{workspace_id}', workspaceId)}?${new URLSearchParams({ file_name: name })}`,
    // Browsers guess a type from the name, some of them a spreadsheet's.
    body: file.slice(0, file.size, 'text/csv'),
    headers: { 'Content-Type': 'text/csv', 'Idempotency-Key': key },
    onProgress,
    signal,
  });

/** Changes an import as it was read: precondition_failed where somebody changed it since. */
export const updateImport = (workspaceId: string, base: TaggedImport, patch: ImportPatch) =>
  call(
    client.PATCH(one, {
      params: { path: at(workspaceId, base.id), header: { 'If-Match': base.etag } },
      body: patch,
    }),
  );

export const updateRow = (workspaceId: string, importId: string, number: number, patch: RowPatch) =>
  call(
    client.PATCH(`${one}/rows/{number}`, { params: { path: { ...at(workspaceId, importId), number } }, body: patch }),
  );

export type ImportAct = 'start' | 'cancel' | 'revoke';

const acts = { start: `${one}/start`, cancel: `${one}/cancel`, revoke: `${one}/revoke` } as const;

export const actOnImport = (workspaceId: string, importId: string, act: ImportAct) =>
  call(client.POST(acts[act], { params: { path: at(workspaceId, importId) } }));

export async function saveSample(workspaceId: string) {
  const params = { path: { workspace_id: workspaceId } };
  const { response } = await client.GET(`${all}/sample`, { params, parseAs: 'stream' });
  await saveFile(response, 'people-to-invite.csv');
}

/** Takes rows away as a file that can be mended and uploaded again. */
export async function saveRows(workspaceId: string, importId: string, filter: RowFilter, name: string) {
  const params = { path: at(workspaceId, importId), query: filter };
  const { response } = await client.GET(`${one}/rows/export`, { params, parseAs: 'stream' });
  await saveFile(response, name);
}

/** Marks as stale whatever shows imports. */
export function useRefreshImports(workspaceId: string) {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: keys.imports(workspaceId) });
}
