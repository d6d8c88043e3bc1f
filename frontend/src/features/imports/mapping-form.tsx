import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Import } from '@/api/types';
import { Button } from '@/ui/button';
import { SelectField } from '@/ui/select-field';
import type { TaggedImport } from './api';
import { ChangeFailed } from './change-failed';
import { columns, columnTexts } from './columns';
import { examplesOf } from './examples';
import type { Column } from './types';
import { useChange } from './use-change';

/** Says which column of the file is which. `onClose` is there where it was opened on demand. */
export default function MappingForm({ of, onClose }: { of: TaggedImport; onClose?: () => void }) {
  const { t } = useLingui();
  const [mapping, setMapping] = useState(of.mapping);
  const [missing, setMissing] = useState(false);
  const { save, busy, error } = useChange(of);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setMissing(!mapping.email);
    // In a merge patch, what is left out stays as it is.
    const whole = Object.fromEntries(columns.map((column) => [column, mapping[column] ?? null]));
    if (mapping.email && (await save({ mapping: whole }))) onClose?.();
  }
  function choose(column: Column, header: string) {
    const { [column]: _, ...others } = mapping;
    // A column of the file feeds one field.
    const free = Object.fromEntries(Object.entries(others).filter(([, each]) => each !== header));
    setMapping(header ? { ...free, [column]: header } : free);
    if (column === 'email') setMissing(!header);
  }
  return (
    <section
      aria-labelledby="mapping"
      className="flex flex-col gap-5 rounded-lg border border-line bg-surface p-5 shadow-card max-sm:p-4"
    >
      <div className="flex flex-col gap-1">
        <h2 id="mapping" className="font-semibold text-lg">
          <Trans>Which column is which?</Trans>
        </h2>
        <p className="text-muted">
          {of.state === 'mapping' && of.mapping.email ? (
            <Trans>
              The first line of the file is a person already, so its columns have no names. Choose what each one holds;
              only the address is needed.
            </Trans>
          ) : of.state === 'mapping' ? (
            <Trans>
              No column of the file is surely the e-mail address. Choose what each one holds; only the address is
              needed.
            </Trans>
          ) : (
            <Trans>All lines are checked again with what you choose.</Trans>
          )}
        </p>
      </div>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        <ChangeFailed error={error} />
        <div className="grid grid-cols-2 gap-5 max-sm:grid-cols-1">
          {columns.map((column) => (
            <ColumnField
              key={column}
              of={of}
              column={column}
              value={mapping[column] ?? ''}
              onChange={(header) => choose(column, header)}
              error={column === 'email' && missing ? t`Choose the column that holds the e-mail addresses.` : undefined}
            />
          ))}
        </div>
        <div className="flex gap-2 max-sm:flex-col">
          <Button type="submit" variant="primary" busy={busy}>
            <Trans>Check the rows</Trans>
          </Button>
          {onClose && (
            <Button variant="ghost" onClick={onClose} disabled={busy}>
              <Trans>Cancel</Trans>
            </Button>
          )}
        </div>
      </form>
    </section>
  );
}

type ColumnFieldProps = {
  of: Import;
  column: Column;
  value: string;
  onChange: (header: string) => void;
  error: string | undefined;
};

function ColumnField({ of, column, value, onChange, error }: ColumnFieldProps) {
  const { i18n, t } = useLingui();
  const examples = useQuery({
    queryKey: ['import-examples', of.id],
    queryFn: () => examplesOf(of),
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
  const cells = examples?.[value] ?? [];
  const none = { id: '', name: column === 'email' ? t`Choose a column` : t`Not in the file` };
  return (
    <SelectField
      label={i18n._(columnTexts[column])}
      optional={column !== 'email'}
      error={error}
      hint={
        cells.length > 0 && (
          <span className="line-clamp-2 [overflow-wrap:anywhere]">
            <Trans>
              Such as <bdi>{cells.join(' · ')}</bdi>
            </Trans>
          </span>
        )
      }
      options={[none, ...[...new Set(of.columns)].filter(Boolean).map((header) => ({ id: header, name: header }))]}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
