import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { cx } from './cx';
import { controlClass, Field } from './field';
import { NativeSelect } from './native-select';

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
          <NativeSelect
            label={t`Unit`}
            options={[
              { id: '1', name: t`hours` },
              { id: String(dayHours), name: t`days` },
            ]}
            value={String(unit)}
            disabled={disabled}
            onChange={(event) => {
              const next = Number(event.target.value);
              setUnit(next);
              onChange((hours / unit) * next);
            }}
            className="w-28"
          />
        </div>
      )}
    </Field>
  );
}
