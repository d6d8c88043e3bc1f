import { useSyncExternalStore } from 'react';

// A link in an e-mail carries its secret as `#token=…`. It is taken out of the address before anything else runs, so that
// neither the history nor a screenshot keeps it, and lives here, in memory, for as long as the page does.
let held: { path: string; token: string } | null = null;
const listeners = new Set<() => void>();

/** Takes the token of the address, now and whenever another link is opened in the same tab. */
export function watchLinkToken(): void {
  take();
  window.addEventListener('hashchange', take);
}

/** The token of the link to this path at this moment. */
export function linkToken(path: string): string | null {
  return held?.path === path ? held.token : null;
}

/** The token that came with the link to this path; null where there was none, or the page was reloaded. */
export function useLinkToken(path: string): string | null {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => linkToken(path),
  );
}

function take(): void {
  const { hash, pathname, search } = window.location;
  const token = new URLSearchParams(hash.slice(1)).get('token');
  if (!token) return;
  held = { path: pathname, token };
  window.history.replaceState(window.history.state, '', pathname + search);
  for (const listener of listeners) listener();
}
