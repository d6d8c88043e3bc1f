import type { DefaultValues, FieldErrors, FieldValues, Resolver, UseFormReturn } from 'react-hook-form';
import { set, useForm } from 'react-hook-form';
import { type $ZodType, safeParse } from 'zod/v4/core';

/** A form held to a schema, with the manners of `useRuledForm`. */
export function useZodForm<T extends FieldValues>(
  schema: $ZodType<T, T>,
  defaultValues: DefaultValues<T>,
): UseFormReturn<T> {
  return useForm<T>({ resolver: resolverOf(schema), defaultValues, mode: 'onTouched' });
}

/** The first complaint about each field, where react-hook-form looks for it. The stock resolver is five times the size. */
function resolverOf<T extends FieldValues>(schema: $ZodType<T, T>): Resolver<T> {
  return (values) => {
    const { success, data, error } = safeParse(schema, values);
    if (success) return { values: data, errors: {} };
    const errors: FieldErrors<T> = {};
    for (const { path, code, message } of error.issues.toReversed())
      set(errors, path.join('.'), { type: code, message });
    return { values: {}, errors };
  };
}
