import { useSyncExternalStore } from 'react';

const key = 'gatehouse.shortcuts';
const listeners = new Set<() => void>();
let on = stored();

function stored(): boolean {
  try {
    return localStorage.getItem(key) !== 'off';
  } catch {
    return true; // storage may be switched off
  }
}

/** Whether single keys do something. Whoever dictates or is helped by a program can switch them off (WCAG 2.1.4). */
export const shortcutsOn = () => on;

export function setShortcuts(value: boolean): void {
  on = value;
  try {
    if (value) localStorage.removeItem(key);
    else localStorage.setItem(key, 'off');
  } catch {
    // The choice then lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

export function useShortcutsOn(): boolean {
  return useSyncExternalStore((changed) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  }, shortcutsOn);
}

/** Whether a key pressed there is meant as text or as a choice, and not as a command. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
}

/** Whether something stands above the page that has keys of its own: the page is hidden from readers meanwhile. A toast does not. */
export const isCovered = () => Boolean(document.getElementById('main')?.closest('[aria-hidden=true],[inert]'));

/** Moves the focus from row to row of a page's lists; false where there are none. */
export function moveRow(by: 1 | -1): boolean {
  const rows = Array.from(document.querySelectorAll<HTMLElement>('main [data-row]'));
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return rows.length > 0;
}

/** Presses what the row that holds the focus offers under a key; false where it offers nothing. */
export function pressInRow(name: string): boolean {
  const row = document.activeElement?.closest('[data-row]');
  const control = row?.querySelector<HTMLElement>(
    name === '.' ? '[aria-haspopup=menu]' : `[data-shortcut="${name}"]:not(:disabled)`,
  );
  control?.click();
  return Boolean(control);
}
