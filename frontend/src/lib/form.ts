import { zodResolver } from '@hookform/resolvers/zod';
import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { type DefaultValues, useForm } from 'react-hook-form';
import type { $ZodType } from 'zod/v4/core';
import { Problem } from '@/api/problem';

/** react-hook-form with our manners: checked on leaving a field, then on each change; the first wrong field gets the focus. */
export function useZodForm<T extends FieldValues>(
  schema: $ZodType<T, T>,
  defaultValues: DefaultValues<T>,
): UseFormReturn<T> {
  return useForm<T>({ resolver: zodResolver(schema), defaultValues, mode: 'onTouched' });
}

/**
 * Puts the API's field errors (`/email`) under the fields of the form and the focus on the first of them. `names` maps a
 * pointer's first part to a field where they differ (`role_ids` → `roles`). Returns true when nothing is left to say elsewhere.
 */
export function applyFieldErrors<T extends FieldValues>(
  form: UseFormReturn<T>,
  error: unknown,
  names: Partial<Record<string, Path<T>>> = {},
): boolean {
  if (!(error instanceof Problem) || error.errors.length === 0) return false;
  const fields = Object.keys(form.getValues());
  let allShown = true;
  let first = true;
  for (const { pointer, code, detail } of error.errors) {
    const part = pointer.split('/')[1] ?? '';
    const name = names[part] ?? part;
    if (!fields.includes(name)) {
      allShown = false;
      continue;
    }
    form.setError(name as Path<T>, { type: code, message: detail }, { shouldFocus: first });
    first = false;
  }
  return allShown;
}
