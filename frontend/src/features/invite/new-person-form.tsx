import { Trans, useLingui } from '@lingui/react/macro';
import { Problem } from '@/api/problem';
import type { InvitationLookup } from '@/api/types';
import { NewPasswordField } from '@/features/session/new-password-field';
import { nameRule, newPasswordRule } from '@/features/session/rules';
import { applyFieldErrors } from '@/lib/form';
import { useRuledForm } from '@/lib/ruled-form';
import { Button } from '@/ui/button';
import { Form } from '@/ui/form';
import { TextField } from '@/ui/text-field';
import type { useAccept } from './use-accept';

type NewPersonFormProps = { token: string; invitation: InvitationLookup; accept: ReturnType<typeof useAccept> };

/** For an invitee who has no password here yet: name and password make the account. */
export default function NewPersonForm({ token, invitation, accept }: NewPersonFormProps) {
  const { t, i18n } = useLingui();
  const form = useRuledForm({ name: invitation.name, password: '' });
  const { errors } = form.formState;
  const shownByFields = accept.error instanceof Problem && accept.error.errors.length > 0;
  return (
    <Form
      onSubmit={form.handleSubmit((values) =>
        accept.mutate({ token, ...values }, { onError: (error) => applyFieldErrors(form, error) }),
      )}
      error={shownByFields ? null : accept.error}
    >
      {/* Password managers file the new password under this address. */}
      <input type="email" autoComplete="username" value={invitation.email} readOnly hidden />
      <TextField
        label={t`Your name`}
        autoComplete="name"
        error={errors.name?.message}
        {...form.register('name', nameRule(i18n))}
      />
      <NewPasswordField
        current={form.watch('password')}
        error={errors.password?.message}
        {...form.register('password', newPasswordRule(i18n))}
      />
      <Button type="submit" variant="primary" size="lg" busy={accept.isPending}>
        <Trans>Accept and join</Trans>
      </Button>
    </Form>
  );
}
