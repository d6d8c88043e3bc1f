import type { ComponentProps } from 'react';
import { cx } from './cx';
import { controlClass, Field, type FieldProps } from './field';

export function TextArea({
  label,
  hint,
  error,
  optional,
  ...area
}: FieldProps & Omit<ComponentProps<'textarea'>, 'className'>) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional ?? false}>
      {(ids) => <textarea rows={3} {...area} {...ids} className={cx(controlClass, 'h-auto! resize-y py-2')} />}
    </Field>
  );
}
