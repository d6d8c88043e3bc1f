import { Trans } from '@lingui/react/macro';
import { CircleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { cx } from './cx';

export type FieldProps = {
  label: ReactNode;
  /** A quiet sentence under the label's control. */
  hint?: ReactNode;
  /** In words, or nothing. Shown under the control and read out with it. */
  error?: string | undefined;
  optional?: boolean;
};

export const controlClass = cx(
  'w-full rounded-md border border-control bg-surface px-3 text-ink shadow-card transition-colors',
  'h-9 max-sm:h-11 max-sm:text-lg',
  'read-only:bg-sunken disabled:opacity-60 aria-invalid:border-danger',
  'focus:outline-2 focus:outline-accent-ink focus:-outline-offset-1',
);

/** Label, hint and error around one control, tied together by ids. */
export function Field({
  label,
  hint,
  error,
  optional,
  children,
}: FieldProps & { children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode }) {
  const id = useId();
  const describedBy = cx(error && `${id}-error`, Boolean(hint) && `${id}-hint`);
  return (
    <div className="flex flex-col gap-1.5">
      <FieldLabel htmlFor={id} optional={optional}>
        {label}
      </FieldLabel>
      {children({
        id,
        ...(describedBy ? { 'aria-describedby': describedBy } : {}),
        ...(error ? { 'aria-invalid': true } : {}),
      })}
      {error && (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-danger-ink text-sm">
          <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
          {error}
        </p>
      )}
      {hint && (
        <div id={`${id}-hint`} className="text-muted text-sm">
          {hint}
        </div>
      )}
    </div>
  );
}

export function FieldLabel({
  htmlFor,
  optional,
  children,
}: {
  htmlFor?: string;
  optional?: boolean | undefined;
  children: ReactNode;
}) {
  return (
    <label htmlFor={htmlFor} className="flex items-baseline justify-between font-medium text-sm">
      <span>{children}</span>
      {optional && (
        <span className="font-normal text-muted text-xs">
          <Trans>Optional</Trans>
        </span>
      )}
    </label>
  );
}
