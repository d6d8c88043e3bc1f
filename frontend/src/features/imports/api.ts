import { keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query';
import { fetchOrThrow } from '@/api/client';
import { keys } from '@/api/keys';
import { upload } from '@/api/upload';
import { saveFile } from '@/lib/save-file';
import { filterOf, isWorking, type RowFilter, type RowSearch } from './shows';
import type { Import, ImportPatch, ImportRow, ImportRowPatch } from './types';

const pollMs = 2_000;
const pageSize = 20;

type Page<T> = { data: T[]; next_cursor: string | null };

const at = (workspaceId: string, rest = '') => `/api/v1/workspaces/${workspaceId}/imports${rest}`;

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return fetchOrThrow(new Request(new URL(path, window.location.origin), init));
}

const withQuery = (path: string, query: Record<string, string | number | undefined>) => {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return `${path}?${new URLSearchParams(given)}`;
};

const asJson = (body: object, headers: Record<string, string> = {}): RequestInit => ({
  method: 'PATCH',
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** The workspace's imports, the newest first. */
export const importsQuery = (workspaceId: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: [...keys.imports(workspaceId), 'list', cursor],
    queryFn: async ({ signal }) => {
      const answer = await ask(withQuery(at(workspaceId), { limit: pageSize, cursor }), { signal });
      return (await answer.json()) as Page<Import>;
    },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.data.some(isWorking) ? pollMs : false),
  });

export type TaggedImport = Import & { etag: string };

/** One import. While the server is at work on it, it is asked for again: notices may fail to come through. */
export const importQuery = (workspaceId: string, importId: string) =>
  queryOptions({
    queryKey: [...keys.imports(workspaceId), importId],
    queryFn: async ({ signal }): Promise<TaggedImport> => {
      const answer = await ask(at(workspaceId, `/${importId}`), { signal });
      return { ...((await answer.json()) as Import), etag: answer.headers.get('ETag') ?? '' };
    },
    refetchInterval: ({ state }) => (state.data && isWorking(state.data) ? pollMs : false),
  });

/** One page of an import's rows, in the order of the file. */
export const rowsQuery = (workspaceId: string, importId: string, search: RowSearch) => {
  const query = { limit: pageSize, ...filterOf(search) };
  return queryOptions({
    queryKey: [...keys.imports(workspaceId), importId, 'rows', query],
    queryFn: async ({ signal }) => {
      const answer = await ask(withQuery(at(workspaceId, `/${importId}/rows`), query), { signal });
      return (await answer.json()) as Page<ImportRow>;
    },
    placeholderData: keepPreviousData,
  });
};

type NewImport = { name: string; file: Blob; key: string; onProgress: (part: number) => void; signal: AbortSignal };

export const createImport = (workspaceId: string, { name, file, key, onProgress, signal }: NewImport) =>
  upload<Import>({
    path: withQuery(at(workspaceId), { file_name: name }),
    // Browsers guess a type from the name, some of them a spreadsheet's.
    body: file.slice(0, file.size, 'text/csv'),
    headers: { 'Content-Type': 'text/csv', 'Idempotency-Key': key },
    onProgress,
    signal,
  });

/** Changes an import as it was read: precondition_failed where somebody changed it since. */
export async function updateImport(workspaceId: string, base: TaggedImport, patch: ImportPatch): Promise<Import> {
  const answer = await ask(at(workspaceId, `/${base.id}`), asJson(patch, { 'If-Match': base.etag }));
  return (await answer.json()) as Import;
}

export async function updateRow(workspaceId: string, importId: string, number: number, patch: ImportRowPatch) {
  return (await (await ask(at(workspaceId, `/${importId}/rows/${number}`), asJson(patch))).json()) as ImportRow;
}

export type ImportAct = 'start' | 'cancel' | 'revoke';

export async function actOnImport(workspaceId: string, importId: string, act: ImportAct): Promise<Import> {
  return (await (await ask(at(workspaceId, `/${importId}/${act}`), { method: 'POST' })).json()) as Import;
}

export const saveSample = async (workspaceId: string) =>
  saveFile(await ask(at(workspaceId, '/sample')), 'people-to-invite.csv');

/** Takes rows away as a file that can be mended and uploaded again. */
export const saveRows = async (workspaceId: string, importId: string, filter: RowFilter, name: string) =>
  saveFile(await ask(withQuery(at(workspaceId, `/${importId}/rows/export`), filter)), name);

/** Marks as stale whatever shows imports. */
export function useRefreshImports(workspaceId: string) {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: keys.imports(workspaceId) });
}
