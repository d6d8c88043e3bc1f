import { type ComponentProps, type ReactNode, useId } from 'react';

type RadioGroupProps<T extends string> = {
  label: ReactNode;
  options: { id: T; name: ReactNode; description?: ReactNode }[];
  disabled?: boolean;
  /** The chosen one, where no form holds it. */
  checkedId?: T;
  error?: string | undefined;
} & Omit<ComponentProps<'input'>, 'className' | 'type' | 'value'>;

/** One of a few choices, all of them visible with their explanation. Takes react-hook-form's `register()` as it is. */
export function RadioGroup<T extends string>({
  label,
  options,
  error,
  disabled,
  checkedId,
  ...input
}: RadioGroupProps<T>) {
  const id = useId();
  return (
    <fieldset className="flex min-w-0 flex-col gap-3" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-2 font-medium text-sm">{label}</legend>
      {options.map((option) => (
        <div key={option.id} className="flex items-start gap-2.5">
          <input
            {...input}
            type="radio"
            id={`${id}-${option.id}`}
            value={option.id}
            {...(checkedId === undefined ? {} : { checked: checkedId === option.id })}
            disabled={disabled}
            aria-describedby={option.description ? `${id}-${option.id}-hint` : undefined}
            className="mt-0.5 size-4 shrink-0 accent-accent max-sm:size-5"
          />
          <div className="flex min-w-0 flex-col">
            <label htmlFor={`${id}-${option.id}`}>{option.name}</label>
            {option.description && (
              <span id={`${id}-${option.id}-hint`} className="text-muted text-sm">
                {option.description}
              </span>
            )}
          </div>
        </div>
      ))}
      {error && (
        <p id={`${id}-error`} className="text-danger-ink text-sm">
          {error}
        </p>
      )}
    </fieldset>
  );
}
