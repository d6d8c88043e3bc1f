import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFocusRescue } from '@/lib/use-focus-rescue';
import { cx } from './cx';

/** A native table in a card. `label` names it: "Users of Acme Fleet". */
export function Table({
  label,
  busy,
  head,
  children,
}: {
  label: string;
  busy?: boolean;
  head: ReactNode;
  children: ReactNode;
}) {
  const rescue = useFocusRescue<HTMLTableElement>();
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface shadow-card">
      <table {...rescue} aria-label={label} aria-busy={busy || undefined} className="w-full border-collapse text-left">
        <thead>
          <tr className="border-line border-b text-muted text-xs">{head}</tr>
        </thead>
        <tbody className="[&>tr:last-child]:border-b-0">{children}</tbody>
      </table>
    </div>
  );
}

type SortState = 'ascending' | 'descending' | 'none';

/** A column's heading; with `onSort` it is a button that tells its state. */
export function Th({
  children,
  sort,
  onSort,
  className,
}: {
  children?: ReactNode;
  sort?: SortState;
  onSort?: () => void;
  className?: string;
}) {
  const Arrow = sort === 'descending' ? ArrowDown : ArrowUp;
  return (
    <th scope="col" aria-sort={sort} className={cx('h-9 whitespace-nowrap px-4 font-medium', className)}>
      {onSort ? (
        <button
          type="button"
          onClick={onSort}
          className="-mx-1 inline-flex h-6 items-center gap-1 rounded-sm px-1 hover:text-ink"
        >
          {children}
          <Arrow aria-hidden="true" className={cx('size-3', (sort ?? 'none') === 'none' && 'opacity-0')} />
        </button>
      ) : (
        children
      )}
    </th>
  );
}

/** `highlight` lights a row up for a moment; `selected` marks one that is ticked. */
export function Tr({
  children,
  highlight,
  selected,
}: {
  children: ReactNode;
  highlight?: boolean;
  selected?: boolean | undefined;
}) {
  return (
    // The row itself can hold the focus: the keys j and k move it from row to row.
    <tr
      data-row
      tabIndex={-1}
      className={cx(
        '-outline-offset-2 border-line border-b transition-colors duration-700 hover:bg-sunken/60',
        highlight && 'bg-accent-soft',
        selected && 'bg-sunken/80',
      )}
    >
      {children}
    </tr>
  );
}

/** `head` makes the cell the row's header: the person's name. */
export function Td({ children, head, className }: { children?: ReactNode; head?: boolean; className?: string }) {
  const classes = cx('px-4 py-2.5 align-middle font-normal', className);
  return head ? (
    <th scope="row" className={classes}>
      {children}
    </th>
  ) : (
    <td className={classes}>{children}</td>
  );
}
