const key = 'gatehouse.workspace';

/** The workspace that was open last in this browser, so that signing in leads back to it. */
export function lastWorkspace(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function rememberWorkspace(id: string): void {
  try {
    localStorage.setItem(key, id);
  } catch {
    // Storage may be switched off; the chooser is shown then.
  }
}
