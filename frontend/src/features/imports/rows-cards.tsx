import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import type { ImportRow } from '@/api/types';
import { problemText } from '@/i18n/problem-text';
import { useFocusRescue } from '@/lib/use-focus-rescue';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { cx } from '@/ui/cx';
import { controlClass, FieldLabel } from '@/ui/field';
import { columnTexts } from './columns';
import { describedBy, isWrong, Problems, RowBadge } from './row-words';
import { CellText, type RowsProps } from './rows-grid';
import type { Column } from './types';

/** Rows on a phone: a card for each, which opens into a form. */
export default function RowsCards({ label, rows, busy, ...rest }: RowsProps) {
  const rescue = useFocusRescue<HTMLUListElement>('li[data-row]');
  return (
    <ul {...rescue} aria-label={label} aria-busy={busy || undefined} className="flex flex-col gap-3">
      {rows.map((row) => (
        <RowCard key={row.number} row={row} {...rest} />
      ))}
    </ul>
  );
}

type CardProps = Omit<RowsProps, 'label' | 'rows' | 'busy'> & { row: ImportRow };

function RowCard(props: CardProps) {
  const { row, onSave } = props;
  const { i18n } = useLingui();
  const [editing, setEditing] = useState(false);
  return (
    <li data-row className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4 shadow-card">
      <div className="flex items-center justify-between gap-3">
        <span className="text-muted text-sm tabular-nums">
          <Trans>Line {row.line}</Trans>
        </span>
        <RowBadge row={row} i18n={i18n} />
      </div>
      {editing && onSave ? (
        <>
          <Problems row={row} i18n={i18n} />
          <RowForm {...props} onSave={onSave} onClose={() => setEditing(false)} />
        </>
      ) : (
        <Facts {...props} onEdit={onSave && (() => setEditing(true))} />
      )}
    </li>
  );
}

function Facts({ row, columns, defaults, onEdit }: CardProps & { onEdit: (() => void) | undefined }) {
  const { i18n, t } = useLingui();
  const who = row.email || row.name || t`line ${row.line}`;
  const wrongIn = (column: Column) => isWrong(row) && describedBy(row, column) !== undefined;
  const shown = columns.filter(
    (column) => column === 'email' || column === 'name' || row[column] || defaults[column] || wrongIn(column),
  );
  return (
    <>
      <dl className="flex flex-col gap-1">
        {shown.map((column) => (
          <div
            key={column}
            className={cx(
              '-mx-2 grid grid-cols-[6.5rem_minmax(0,1fr)] gap-2 rounded-sm px-2 py-0.5',
              wrongIn(column) && 'bg-danger-soft',
            )}
          >
            <dt className="text-muted text-sm">{i18n._(columnTexts[column])}</dt>
            <dd>
              <CellText text={row[column]} otherwise={defaults[column]} wrong={wrongIn(column)} />
            </dd>
          </div>
        ))}
      </dl>
      <Problems row={row} i18n={i18n} />
      {onEdit && (
        <Button size="sm" className="self-start" onClick={onEdit} aria-label={t`Edit ${who}`}>
          <Trans>Edit</Trans>
        </Button>
      )}
    </>
  );
}

type FormProps = CardProps & { onSave: NonNullable<RowsProps['onSave']>; onClose: () => void };

function RowForm({ row, columns, listOf, onSave, onClose }: FormProps) {
  const { i18n } = useLingui();
  const [values, setValues] = useState<Partial<Record<Column, string>>>({});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const changed = columns.filter((column) => values[column] !== undefined && values[column].trim() !== row[column]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      const patch = Object.fromEntries(changed.map((column) => [column, values[column]?.trim() ?? '']));
      if (changed.length > 0) await onSave(row, patch);
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  }
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-3">
      {error !== null && <Banner tone="danger">{problemText(i18n, error)}</Banner>}
      {columns.map((column) => {
        const id = `row-${row.number}-${column}`;
        const about = describedBy(row, column);
        return (
          <div key={column} className="flex flex-col gap-1.5">
            <FieldLabel htmlFor={id}>{i18n._(columnTexts[column])}</FieldLabel>
            <input
              id={id}
              type={column === 'email' ? 'email' : 'text'}
              autoComplete="off"
              // biome-ignore lint/a11y/noAutofocus: who asked to edit the row goes to what is wrong with it
              autoFocus={column === (columns.find((each) => describedBy(row, each)) ?? columns[0])}
              list={listOf(column)}
              value={values[column] ?? row[column]}
              readOnly={busy}
              aria-describedby={about}
              aria-invalid={about && isWrong(row) ? true : undefined}
              onChange={(event) => setValues({ ...values, [column]: event.target.value })}
              onKeyDown={(event) => event.key === 'Escape' && onClose()}
              className={controlClass}
            />
          </div>
        );
      })}
      <div className="flex flex-col gap-2">
        <Button type="submit" variant="primary" busy={busy}>
          <Trans>Save</Trans>
        </Button>
        <Button variant="ghost" onClick={onClose} disabled={busy}>
          <Trans>Cancel</Trans>
        </Button>
      </div>
    </form>
  );
}
