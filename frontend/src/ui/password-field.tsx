import { useLingui } from '@lingui/react/macro';
import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { cx } from './cx';
import { controlClass, Field, type FieldProps } from './field';

/** A password that can be shown. `autoComplete` is required so that password managers know which one it is. */
export function PasswordField({
  label,
  hint,
  error,
  ...input
}: FieldProps &
  Omit<ComponentProps<'input'>, 'className' | 'type'> & { autoComplete: 'new-password' | 'current-password' }) {
  const { t } = useLingui();
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <div className="relative">
          <input {...input} {...ids} type={shown ? 'text' : 'password'} className={cx(controlClass, 'pr-11')} />
          <button
            type="button"
            aria-label={t`Show password`}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-0 right-0 grid w-10 place-items-center rounded-md text-muted hover:text-ink max-sm:w-11"
          >
            <Icon aria-hidden="true" className="size-4" />
          </button>
        </div>
      )}
    </Field>
  );
}
