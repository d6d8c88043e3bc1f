import { Trans, useLingui } from '@lingui/react/macro';
import { Problem } from '@/api/problem';
import type { AccessRequestLookup } from '@/api/types';
import { NewPasswordField } from '@/features/session/new-password-field';
import { newPasswordRule } from '@/features/session/rules';
import { applyFieldErrors } from '@/lib/form';
import { useRuledForm } from '@/lib/ruled-form';
import { Button } from '@/ui/button';
import { Form } from '@/ui/form';
import type { Confirm } from './prove-page';

type NewAskerFormProps = { token: string; request: AccessRequestLookup; confirm: Confirm };

/** For somebody who has no password here yet: choosing one makes the account that then waits. */
export default function NewAskerForm({ token, request, confirm }: NewAskerFormProps) {
  const { i18n } = useLingui();
  const form = useRuledForm({ password: '' });
  const shownByFields = confirm.error instanceof Problem && confirm.error.errors.length > 0;
  return (
    <Form
      onSubmit={form.handleSubmit((values) =>
        confirm.mutate({ token, ...values }, { onError: (error) => applyFieldErrors(form, error) }),
      )}
      error={shownByFields ? null : confirm.error}
    >
      {/* Password managers file the new password under this address. */}
      <input type="email" autoComplete="username" value={request.email} readOnly hidden />
      <NewPasswordField
        current={form.watch('password')}
        error={form.formState.errors.password?.message}
        {...form.register('password', newPasswordRule(i18n))}
      />
      <Button type="submit" variant="primary" size="lg" busy={confirm.isPending}>
        <Trans>Confirm and send the request</Trans>
      </Button>
    </Form>
  );
}
