import { Trans, useLingui } from '@lingui/react/macro';
import { CircleAlert } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import type { ImportRow } from '@/api/types';
import { cx } from '@/ui/cx';
import { Th } from '@/ui/table';
import { CellEditor } from './cell-editor';
import { columnTexts } from './columns';
import { describedBy, isWrong, Problems, RowBadge } from './row-words';
import type { Column } from './types';
import { useGrid } from './use-grid';

export type RowsProps = {
  label: string;
  rows: ImportRow[];
  columns: Column[];
  /** What stands for an empty cell. */
  defaults: Partial<Record<Column, string>>;
  busy: boolean;
  /** Saves one cell; without it nothing can be edited. */
  onSave: ((row: ImportRow, changed: Partial<Record<Column, string>>) => Promise<void>) | undefined;
  /** The id of a list of what a cell may be, for roles and locations. */
  listOf: (column: Column) => string | undefined;
};

/** Rows as a grid whose cells are mended in place. */
export function RowsGrid({ label, rows, columns, defaults, busy, onSave, listOf }: RowsProps) {
  const { i18n, t } = useLingui();
  const { grid, cell } = useGrid(rows.length, columns.length + 2);
  const [editing, setEditing] = useState<{ number: number; column: Column } | null>(null);

  function close(number: number, column: Column) {
    // Whoever clicked on another cell meanwhile is editing that one.
    setEditing((now) => (now?.number === number && now.column === column ? null : now));
  }
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface shadow-card">
      <table
        {...grid}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its cells are edited, and walked through with arrows
        role="grid"
        aria-label={label}
        aria-busy={busy || undefined}
        className="w-full border-collapse text-left"
      >
        <thead>
          <tr className="border-line border-b text-muted text-xs">
            <Th className="w-14">
              <Trans>Line</Trans>
            </Th>
            {columns.map((column) => (
              <Th key={column}>{i18n._(columnTexts[column])}</Th>
            ))}
            <Th>
              <Trans>Result</Trans>
            </Th>
          </tr>
        </thead>
        <tbody className="[&>tr:last-child]:border-b-0">
          {rows.map((row, index) => (
            <tr key={row.number} className="border-line border-b align-top">
              <th
                scope="row"
                {...cell(index, 0)}
                className="-outline-offset-2 px-4 py-2.5 font-normal text-muted text-sm tabular-nums"
              >
                {row.line}
              </th>
              {columns.map((column, at) => (
                <ValueCell
                  key={column}
                  {...cell(index, at + 1)}
                  label={t`${i18n._(columnTexts[column])}, line ${row.line}`}
                  row={row}
                  column={column}
                  otherwise={defaults[column]}
                  list={listOf(column)}
                  editing={editing?.number === row.number && editing.column === column}
                  onEdit={onSave && (() => setEditing({ number: row.number, column }))}
                  onSave={async (value) => onSave?.(row, { [column]: value })}
                  onClose={() => close(row.number, column)}
                />
              ))}
              <td {...cell(index, columns.length + 1)} className="-outline-offset-2 min-w-44 max-w-72 px-4 py-2">
                <div className="flex flex-col items-start gap-1.5">
                  <RowBadge row={row} i18n={i18n} />
                  <Problems row={row} i18n={i18n} />
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type ValueCellProps = {
  'data-cell': string;
  tabIndex: number;
  label: string;
  row: ImportRow;
  column: Column;
  otherwise: string | undefined;
  list: string | undefined;
  editing: boolean;
  onEdit: (() => void) | undefined;
  onSave: (value: string) => Promise<void>;
  onClose: () => void;
};

function ValueCell(props: ValueCellProps) {
  const { label, row, column, otherwise, list, editing, onEdit, onSave, onClose } = props;
  const about = describedBy(row, column);
  const wrong = about && isWrong(row) ? true : undefined;
  function onKeyDown(event: KeyboardEvent) {
    if (event.target !== event.currentTarget || (event.key !== 'Enter' && event.key !== 'F2')) return;
    event.preventDefault();
    onEdit?.();
  }
  return (
    <td
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: in a grid a td is a gridcell
      role="gridcell"
      data-cell={props['data-cell']}
      tabIndex={props.tabIndex}
      aria-invalid={wrong}
      aria-describedby={about}
      aria-readonly={onEdit ? undefined : true}
      onClick={editing ? undefined : onEdit}
      onKeyDown={onKeyDown}
      className={cx(
        '-outline-offset-2 min-w-28 max-w-64',
        editing ? 'min-w-48! p-1' : 'px-4 py-2.5',
        onEdit && !editing && 'cursor-text hover:bg-sunken',
        wrong && 'bg-danger-soft shadow-[inset_2px_0_0] shadow-danger',
      )}
    >
      {editing ? (
        <CellEditor
          label={label}
          value={row[column]}
          describedBy={about}
          list={list}
          onSave={onSave}
          onClose={onClose}
        />
      ) : (
        <CellText text={row[column]} otherwise={otherwise} wrong={wrong ?? false} />
      )}
    </td>
  );
}

/** A cell's text; where it is empty, the default that stands for it. */
export function CellText({ text, otherwise, wrong }: { text: string; otherwise: string | undefined; wrong: boolean }) {
  return (
    <span className="flex items-start gap-1.5">
      {wrong && <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-danger-ink" />}
      {text ? (
        <bdi className="line-clamp-4 [overflow-wrap:anywhere]">{text.replaceAll('|', ' | ')}</bdi>
      ) : otherwise ? (
        <span className="text-muted">
          <Trans>
            <bdi>{otherwise}</bdi> <span className="text-xs">(default)</span>
          </Trans>
        </span>
      ) : (
        <>
          <span aria-hidden="true" className="text-muted">
            –
          </span>
          <span className="sr-only">
            <Trans>Empty</Trans>
          </span>
        </>
      )}
    </span>
  );
}
