import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { Problem } from '@/api/problem';

/** What `useRuledForm` and `useZodForm` have in common. */
type Fillable<Name extends string> = {
  getValues: () => object;
  setError: (name: Name, error: { type: string; message: string }, options: { shouldFocus: boolean }) => void;
};

/**
 * Puts the API's field errors (`/email`) under the fields of the form and the focus on the first of them. `names` maps a
 * pointer's first part to a field where they differ (`role_ids` → `roles`). Returns true when nothing is left to say elsewhere.
 */
export function applyFieldErrors<Name extends string>(
  form: Fillable<Name>,
  error: unknown,
  names: Partial<Record<string, NoInfer<Name>>> = {},
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
    form.setError(name as Name, { type: code, message: detail }, { shouldFocus: first });
    first = false;
  }
  return allShown;
}

/**
 * The message under a field. A field that was merely passed by is not complained about before the form is sent: the message
 * would push away what is being clicked at that moment.
 */
export function shownError<T extends FieldValues>(form: UseFormReturn<T>, name: Path<T>): string | undefined {
  // All three are read at once: react-hook-form renders again only for what was read.
  const { error, isDirty } = form.getFieldState(name, form.formState);
  return form.formState.isSubmitted || isDirty ? error?.message : undefined;
}
