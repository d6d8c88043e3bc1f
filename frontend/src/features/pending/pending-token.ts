// Memory only: whoever reloads the page signs in again, and nothing is left behind on a shared machine.
let token: string | null = null;

export const pendingToken = () => token;

export function keepPendingToken(next: string | null): void {
  token = next;
}
