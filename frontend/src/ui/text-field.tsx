import type { ComponentProps } from 'react';
import { controlClass, Field, type FieldProps } from './field';

/** One line of text. Takes react-hook-form's `register()` as it is. */
export function TextField({
  label,
  hint,
  error,
  optional,
  ...input
}: FieldProps & Omit<ComponentProps<'input'>, 'className'>) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional ?? false}>
      {(ids) => <input type="text" {...input} {...ids} className={controlClass} />}
    </Field>
  );
}
