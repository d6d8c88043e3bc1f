import { type FocusEvent, type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';

type Cell = { row: number; column: number };

const cellOf = (element: Element | null | undefined): Cell | null => {
  const place = element?.closest<HTMLElement>('[data-cell]')?.dataset.cell?.split('.').map(Number);
  return place ? { row: place[0] ?? 0, column: place[1] ?? 0 } : null;
};

/**
 * The keyboard of a grid: one stop for the Tab key, arrows, Home and End move from cell to cell. Where the row that holds
 * the focus disappears, because it was mended out of the list, the focus goes to the cell that took its place.
 */
export function useGrid(rows: number, columns: number) {
  const grid = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<Cell>({ row: 0, column: 1 });
  const last = useRef<Element | null>(null);
  const active = { row: Math.min(at.row, rows - 1), column: Math.min(at.column, columns - 1) };

  const focus = ({ row, column }: Cell) =>
    grid.current?.querySelector<HTMLElement>(`[data-cell="${row}.${column}"]`)?.focus();

  // After every render: only then it shows whether the focused cell is still there.
  useLayoutEffect(() => {
    if (last.current?.isConnected !== false || document.activeElement !== document.body) return;
    last.current = null;
    focus(active);
  });
  function onFocus({ target }: FocusEvent) {
    last.current = target;
    const cell = cellOf(target);
    if (cell && (cell.row !== at.row || cell.column !== at.column)) setAt(cell);
  }
  function onBlur({ relatedTarget }: FocusEvent) {
    if (relatedTarget) last.current = null;
  }
  function onKeyDown(event: KeyboardEvent) {
    // Keys pressed in a cell's field are that field's.
    if (!(event.target instanceof HTMLElement) || event.target.dataset.cell === undefined) return;
    const { row, column } = active;
    const whole = event.ctrlKey || event.metaKey;
    const to = {
      ArrowUp: { row: row - 1, column },
      ArrowDown: { row: row + 1, column },
      ArrowLeft: { row, column: column - 1 },
      ArrowRight: { row, column: column + 1 },
      Home: { row: whole ? 0 : row, column: 0 },
      End: { row: whole ? rows - 1 : row, column: columns - 1 },
    }[event.key];
    if (!to) return;
    event.preventDefault();
    focus({ row: clamp(to.row, rows), column: clamp(to.column, columns) });
  }
  return {
    grid: { ref: grid, onFocus, onBlur, onKeyDown },
    /** What a cell needs to take part. */
    cell: (row: number, column: number) => ({
      'data-cell': `${row}.${column}`,
      tabIndex: row === active.row && column === active.column ? 0 : -1,
    }),
  };
}

const clamp = (value: number, count: number) => Math.max(0, Math.min(value, count - 1));
