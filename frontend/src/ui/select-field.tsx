import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cx } from './cx';
import { controlClass, Field, type FieldProps } from './field';
import type { Option } from './option';

/** The browser's own list of choices as a field of a form, with its label and hint: for many short choices. */
export function SelectField({
  label,
  hint,
  error,
  optional,
  options,
  ...select
}: FieldProps & Omit<ComponentProps<'select'>, 'className' | 'children'> & { options: Option[] }) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional ?? false}>
      {(ids) => (
        <div className="relative">
          <select {...select} {...ids} className={cx(controlClass, 'appearance-none truncate bg-surface! pr-9')}>
            {options.map((option) => (
              <option key={option.id} value={option.id}>
                {option.name}
              </option>
            ))}
          </select>
          <ChevronDown
            aria-hidden="true"
            className="pointer-events-none absolute inset-y-0 right-3 my-auto size-4 text-muted"
          />
        </div>
      )}
    </Field>
  );
}
