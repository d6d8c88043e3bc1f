import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import type { Problem } from '@/api/problem';
import { NewPasswordField } from '@/features/session/new-password-field';
import { newPasswordRule } from '@/features/session/rules';
import { applyFieldErrors } from '@/lib/form';
import { useRuledForm } from '@/lib/ruled-form';
import { Button } from '@/ui/button';
import { Form } from '@/ui/form';
import { PasswordField } from '@/ui/password-field';
import { showToast } from '@/ui/toast';
import { changePassword } from './api';
import { Panel } from './panel';

export default function PasswordPanel({ email }: { email: string }) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const form = useRuledForm({ current_password: '', new_password: '' });
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      form.reset();
      for (const queryKey of [keys.me, keys.sessions]) void queryClient.invalidateQueries({ queryKey });
      showToast({ title: t`Your password is changed`, description: t`You were signed out everywhere else.` });
    },
    onError: (error) => applyFieldErrors(form, error),
  });
  const { errors } = form.formState;
  const error = change.error as Problem | null;
  return (
    <Panel
      title={<Trans>Password</Trans>}
      lead={
        <Trans>
          A new password signs you out everywhere else, and ends every link that was mailed to you to set a password or
          to confirm an address.
        </Trans>
      }
    >
      <Form onSubmit={form.handleSubmit((values) => change.mutate(values))} error={error?.errors.length ? null : error}>
        {/* So that password managers know whose password it is. */}
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <PasswordField
          label={t`Current password`}
          autoComplete="current-password"
          error={errors.current_password?.message}
          {...form.register('current_password', { required: t`Enter your current password.` })}
        />
        <NewPasswordField
          label={t`New password`}
          current={form.watch('new_password')}
          error={errors.new_password?.message}
          {...form.register('new_password', newPasswordRule(i18n))}
        />
        <div>
          <Button type="submit" variant="primary" busy={change.isPending} className="max-sm:w-full">
            <Trans>Change password</Trans>
          </Button>
        </div>
      </Form>
    </Panel>
  );
}
