import type { I18n } from '@lingui/core';
import { useLingui } from '@lingui/react/macro';
import { useId } from 'react';
import { regional } from '@/lib/time';
import { controlClass } from '@/ui/field';
import { type AuditSearch, dayOf, startOf } from './search';

/** "21 Nov 2026" */
export const dayText = (i18n: I18n, day: string) =>
  new Intl.DateTimeFormat(regional(i18n.locale), { dateStyle: 'medium' }).format(startOf(day));

type DayFieldsProps = { search: AuditSearch; onSearch: (change: AuditSearch) => void };

/** The first and the last day of what is shown. */
export function DayFields({ search: { since, until }, onSearch }: DayFieldsProps) {
  const { t } = useLingui();
  return (
    <div className="flex flex-wrap gap-3">
      <DayField
        label={t`From`}
        value={since}
        max={until ?? dayOf(new Date())}
        onChange={(day) => onSearch({ since: day })}
      />
      <DayField label={t`To`} value={until} min={since} onChange={(day) => onSearch({ until: day })} />
    </div>
  );
}

type DayFieldProps = {
  label: string;
  value: string | undefined;
  min?: string | undefined;
  max?: string | undefined;
  onChange: (day: string | undefined) => void;
};

function DayField({ label, value, min, max, onChange }: DayFieldProps) {
  const id = useId();
  return (
    <div className="flex items-center gap-2">
      <label htmlFor={id} className="text-muted text-sm max-sm:min-w-10">
        {label}
      </label>
      <input
        id={id}
        type="date"
        value={value ?? ''}
        min={min}
        max={max}
        onChange={(event) => onChange(event.target.value || undefined)}
        className={`${controlClass} w-40!`}
      />
    </div>
  );
}
