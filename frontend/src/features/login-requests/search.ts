export const sources = ['invitation', 'import', 'access_request'] as const;
export type Source = (typeof sources)[number];

export const decidedStates = ['approved', 'rejected', 'cancelled', 'expired'] as const;
export type DecidedState = (typeof decidedStates)[number];

/** Which requests are shown, as it stands in the address. */
export type RequestSearch = {
  view?: 'decided' | undefined;
  source?: Source | undefined;
  state?: DecidedState | undefined;
};

/** Reads it from an address that anybody may have typed: what makes no sense is left out. */
export function requestSearch(raw: Record<string, unknown>): RequestSearch {
  return {
    view: raw.view === 'decided' ? 'decided' : undefined,
    source: sources.find((source) => source === raw.source),
    state: decidedStates.find((state) => state === raw.state),
  };
}
