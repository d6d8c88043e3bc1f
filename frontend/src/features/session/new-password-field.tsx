import { Trans, useLingui } from '@lingui/react/macro';
import { Circle, CircleCheck } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from '@/ui/cx';
import { PasswordField } from '@/ui/password-field';

export const shortestPassword = 15;

/** Characters as people count them, not UTF-16 units. */
export const passwordLength = (password: string) => [...password.normalize('NFC')].length;

type NewPasswordFieldProps = Omit<ComponentProps<typeof PasswordField>, 'label' | 'hint' | 'autoComplete'> & {
  /** Where it stands beside the present one. */
  label?: ReactNode;
  /** What is typed so far, for the rule that ticks itself. */
  current: string;
};

export function NewPasswordField({ current, label, ...field }: NewPasswordFieldProps) {
  const { t } = useLingui();
  const met = passwordLength(current) >= shortestPassword;
  const Icon = met ? CircleCheck : Circle;
  return (
    <PasswordField
      {...field}
      label={label ?? t`Password`}
      autoComplete="new-password"
      hint={
        (met || !field.error) && (
          <span className={cx('flex items-center gap-1.5', met && 'text-ok-ink')}>
            <Icon aria-hidden="true" className="size-4 shrink-0" />
            <Trans>At least {shortestPassword} characters</Trans>
            {met && <span className="sr-only">{t`(fulfilled)`}</span>}
          </span>
        )
      }
    />
  );
}
