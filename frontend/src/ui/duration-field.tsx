import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { cx } from './cx';
import { controlClass, Field } from './field';

const dayHours = 24;

/** A time span in hours, written as days or hours. Gives NaN while the number makes no sense. */
export function DurationField({
  label,
  hint,
  hours,
  onChange,
  onBlur,
  error,
  disabled,
}: {
  label: ReactNode;
  hint?: ReactNode;
  hours: number;
  onChange: (hours: number) => void;
  onBlur?: () => void;
  error?: string | undefined;
  disabled?: boolean;
}) {
  const { t } = useLingui();
  const [unit, setUnit] = useState(hours % dayHours === 0 ? dayHours : 1);
  const amount = Number.isNaN(hours) ? '' : String(hours / unit);
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <div className="flex gap-2">
          <input
            {...ids}
            type="number"
            inputMode="numeric"
            min={1}
            step="any"
            value={amount}
            disabled={disabled}
            onBlur={onBlur}
            onChange={(event) => onChange(event.target.value === '' ? Number.NaN : Number(event.target.value) * unit)}
            className={cx(controlClass, 'w-24!')}
          />
          <select
            aria-label={t`Unit`}
            value={unit}
            disabled={disabled}
            onChange={(event) => {
              const next = Number(event.target.value);
              setUnit(next);
              onChange((hours / unit) * next);
            }}
            className={cx(controlClass, 'w-28!')}
          >
            <option value={1}>{t`hours`}</option>
            <option value={dayHours}>{t`days`}</option>
          </select>
        </div>
      )}
    </Field>
  );
}
