import { type FocusEvent, useLayoutEffect, useRef } from 'react';

/**
 * For a table whose rows come and go, or a list (`rows` says what its rows are): where the row that holds the focus
 * disappears, the focus goes to the same control of the row that took its place, else to the page's heading, and never gets lost.
 */
export function useFocusRescue<T extends HTMLElement>(rows = 'tbody tr') {
  const table = useRef<T>(null);
  const last = useRef<{ element: Element; row: number } | null>(null);

  function onFocus({ target }: FocusEvent) {
    const row = target.closest(rows);
    last.current = row ? { element: target, row: rowsOf(table.current, rows).indexOf(row) } : null;
  }
  function onBlur({ relatedTarget }: FocusEvent) {
    if (relatedTarget) last.current = null;
  }
  // After every render: only then it shows whether the focused element is still there.
  useLayoutEffect(() => {
    const lost = last.current;
    if (!lost || lost.element.isConnected || document.activeElement !== document.body) return;
    last.current = null;
    const candidates = rowsOf(table.current, rows).slice(lost.row);
    const control = candidates.map((row) => row.querySelector<HTMLElement>('button, a')).find(Boolean);
    (control ?? document.querySelector<HTMLElement>('h1'))?.focus();
  });
  return { ref: table, onFocus, onBlur };
}

const rowsOf = (table: HTMLElement | null, rows: string) => Array.from(table?.querySelectorAll(rows) ?? []);
