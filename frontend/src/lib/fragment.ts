/**
 * Takes `#name=value` out of the address at once and returns the value. Links in e-mails carry their secret there, so
 * that neither a server log nor the history keeps it; from here on it lives in memory only.
 */
export function takeFromFragment(name: string): string | null {
  const value = new URLSearchParams(window.location.hash.slice(1)).get(name);
  if (value !== null) {
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  }
  return value || null;
}
