import { Problem } from './problem';
import type { Session } from './types';

// The access token lives in this variable and nowhere else; the refresh token is an HttpOnly cookie that no script sees.
let held: { token: string; accountId: string; renewAt: number } | null = null;
let renewal: Promise<boolean> | null = null;
const listeners = new Set<() => void>();

const hintKey = 'gatehouse.signed-in';
const renewEarlyMs = 30_000;

export function keepSession(session: Session): void {
  held = {
    token: session.access_token,
    accountId: session.account.id,
    renewAt: Date.now() + session.expires_in * 1000 - renewEarlyMs,
  };
  writeHint(true);
}

export function dropSession(): void {
  held = null;
  writeHint(false);
}

/** Calls back when a session ended without the person asking for it. */
export function onSessionLost(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The token for the next call, renewed where it is about to expire; null when nobody is signed in. */
export async function accessToken(): Promise<string | null> {
  if (held && Date.now() < held.renewAt) return held.token;
  if (!held && !readHint()) return null;
  await renewSession();
  return held?.token ?? null;
}

/**
 * Trades the cookie for a new access token; false when there is no session any more. However many calls ask at once,
 * one request goes out, and a lock shared by all tabs keeps two of them from spending the same cookie.
 */
export function renewSession(): Promise<boolean> {
  renewal ??= withLock(requestRenewal).finally(() => {
    renewal = null;
  });
  return renewal;
}

async function requestRenewal(): Promise<boolean> {
  const response = await fetch('/api/v1/auth/sessions/refresh', { method: 'POST', credentials: 'same-origin' }).catch(
    () => null,
  );
  if (!response) throw Problem.network();
  if (response.ok) {
    const session = (await response.json()) as Session;
    // Another tab signed in as somebody else: what this tab shows belongs to nobody here any more.
    const another = held !== null && held.accountId !== session.account.id;
    keepSession(session);
    if (another) announceLoss();
    return !another;
  }
  if (response.status !== 401) throw await Problem.from(response);
  const wasSignedIn = held !== null;
  dropSession();
  if (wasSignedIn) announceLoss();
  return false;
}

function announceLoss(): void {
  for (const listener of listeners) listener();
}

async function withLock(work: () => Promise<boolean>): Promise<boolean> {
  // Locks exist in secure contexts only; without them the server's grace for racing tabs has to do.
  return navigator.locks ? await navigator.locks.request('gatehouse.session', work) : work();
}

// The hint saves strangers a refused request on every page. It says nothing but "this browser has signed in before".
function readHint(): boolean {
  try {
    return localStorage.getItem(hintKey) === '1';
  } catch {
    return true;
  }
}

function writeHint(signedIn: boolean): void {
  try {
    if (signedIn) localStorage.setItem(hintKey, '1');
    else localStorage.removeItem(hintKey);
  } catch {
    // Storage may be switched off; then every load asks the server.
  }
}
