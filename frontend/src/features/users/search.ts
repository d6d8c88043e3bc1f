export const statuses = ['active', 'invited', 'pending_approval', 'suspended'] as const;
export type UserStatus = (typeof statuses)[number];

export const sorts = [
  'name',
  '-name',
  'email',
  '-email',
  'created_at',
  '-created_at',
  'last_active_at',
  '-last_active_at',
] as const;
export type UserSort = (typeof sorts)[number];

/** The state of a list of users, as it stands in the address. */
export type UserSearch = {
  q?: string | undefined;
  status?: UserStatus | undefined;
  role?: string | undefined;
  location?: string | undefined;
  sort?: UserSort | undefined;
  cursor?: string | undefined;
};

/** Reads it from an address that anybody may have typed: what makes no sense is left out. */
export function userSearch(raw: Record<string, unknown>): UserSearch {
  return {
    q: textOf(raw.q)?.slice(0, 120),
    status: statuses.find((status) => status === raw.status),
    role: textOf(raw.role),
    location: textOf(raw.location),
    sort: sorts.find((sort) => sort === raw.sort),
    cursor: textOf(raw.cursor),
  };
}

export const cleared: UserSearch = { q: undefined, status: undefined, role: undefined, location: undefined };

export const isFiltered = ({ q, status, role, location }: UserSearch) => Boolean(q || status || role || location);

// The router reads `?q=2024` as a number.
function textOf(value: unknown): string | undefined {
  return (typeof value === 'string' || typeof value === 'number') && value !== '' ? String(value) : undefined;
}
