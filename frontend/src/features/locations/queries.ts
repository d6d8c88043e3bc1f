import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call, callTagged, client } from '@/api/client';
import { keys } from '@/api/keys';
import type { Location, LocationPatch, NewLocation } from '@/api/types';

export type TaggedLocation = Location & { etag: string };

const pageSize = 200;
const firstPage = 50; // of a list: drawn at once
const mostPages = 25; // a workspace has at most 5,000

/** All locations of a workspace by name, archived ones too: for choosing, and for naming what somebody has. */
export const locationsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: keys.locations(workspaceId),
    queryFn: async ({ signal }) => {
      const data: Location[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < mostPages && (page === 0 || cursor); page++) {
        const next = await pageOf(workspaceId, { ...(cursor ? { cursor } : {}), limit: pageSize }, signal);
        data.push(...next.data);
        cursor = next.next_cursor;
      }
      return { data };
    },
    staleTime: 5 * 60_000,
  });

/** The locations in use, or the archived ones, page by page: the list of the settings. */
export const locationsListQuery = (workspaceId: string, archived: boolean) =>
  infiniteQueryOptions({
    queryKey: [...keys.locations(workspaceId), 'list', archived],
    queryFn: ({ pageParam, signal }) =>
      pageOf(
        workspaceId,
        { archived, limit: pageParam ? pageSize : firstPage, count: true, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor,
  });

type PageQuery = { archived?: boolean; limit: number; count?: boolean; cursor?: string };

const pageOf = (workspaceId: string, query: PageQuery, signal: AbortSignal) =>
  call(
    client.GET('/api/v1/workspaces/{workspace_id}/locations', {
      params: { path: { workspace_id: workspaceId }, query },
      signal,
    }),
  );

/** One location with the ETag that a change of it names. */
export const locationQuery = (workspaceId: string, locationId: string) =>
  queryOptions({
    queryKey: [...keys.locations(workspaceId), 'one', locationId],
    queryFn: ({ signal }) =>
      callTagged(
        client.GET('/api/v1/workspaces/{workspace_id}/locations/{location_id}', {
          params: { path: { workspace_id: workspaceId, location_id: locationId } },
          signal,
        }),
      ),
    staleTime: 0,
    gcTime: 0,
  });

export const createLocation = (workspaceId: string, body: NewLocation, idempotencyKey: string) =>
  call(
    client.POST('/api/v1/workspaces/{workspace_id}/locations', {
      params: { path: { workspace_id: workspaceId }, header: { 'Idempotency-Key': idempotencyKey } },
      body,
    }),
  );

/** Changes a location; with an ETag only where nobody changed it since it was read. */
export const updateLocation = (workspaceId: string, locationId: string, body: LocationPatch, etag?: string) =>
  call(
    client.PATCH('/api/v1/workspaces/{workspace_id}/locations/{location_id}', {
      params: {
        path: { workspace_id: workspaceId, location_id: locationId },
        ...(etag ? { header: { 'If-Match': etag } } : {}),
      },
      body,
    }),
  );

/** Deletes a location; whoever has it gets the other one instead. */
export const deleteLocation = (workspaceId: string, locationId: string, replaceWith: string | null) =>
  call(
    client.DELETE('/api/v1/workspaces/{workspace_id}/locations/{location_id}', {
      params: {
        path: { workspace_id: workspaceId, location_id: locationId },
        ...(replaceWith ? { query: { replace_with: replaceWith } } : {}),
      },
    }),
  );
