import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { isProblem, Problem } from '@/api/problem';
import { applyFieldErrors } from '@/lib/form';
import { useRuledForm } from '@/lib/ruled-form';
import { Button } from '@/ui/button';
import { Form } from '@/ui/form';
import { PasswordField } from '@/ui/password-field';
import { TextField } from '@/ui/text-field';
import { signIn } from './sign-in';

type SignInFormProps = {
  /** Fixed where only one address will do: an invitation's. */
  email?: string;
  onSignedIn: () => void;
  /** The credentials were right, but an administrator has yet to decide. */
  onPending: (pendingToken: string) => void;
  aside?: ReactNode;
};

const trimmed = (text: string) => text.trim();

export function SignInForm({ email = '', onSignedIn, onPending, aside }: SignInFormProps) {
  const { t } = useLingui();
  const form = useRuledForm({ email, password: '' });
  const submit = useMutation({
    mutationFn: signIn,
    onSuccess: onSignedIn,
    onError: (error) => {
      if (isProblem(error, 'approval_pending')) return onPending(String(error.body.pending_token));
      if (!applyFieldErrors(form, error)) form.setFocus('password', { shouldSelect: true });
    },
  });
  const { errors } = form.formState;
  const refused =
    submit.error instanceof Problem && submit.error.code !== 'approval_pending' && submit.error.errors.length === 0;

  return (
    <Form
      onSubmit={form.handleSubmit((values) => submit.mutate(values))}
      error={refused && submit.error}
      errorText={
        isProblem(submit.error, 'invalid_credentials') && (
          <Trans>The e-mail address or the password is not right.</Trans>
        )
      }
    >
      <TextField
        label={t`E-mail address`}
        type="email"
        autoComplete="username"
        inputMode="email"
        readOnly={email !== ''}
        error={errors.email?.message}
        {...form.register('email', { setValueAs: trimmed, required: t`Enter your e-mail address.` })}
      />
      <PasswordField
        label={t`Password`}
        autoComplete="current-password"
        error={errors.password?.message}
        {...form.register('password', { required: t`Enter your password.` })}
      />
      <Button type="submit" variant="primary" size="lg" busy={submit.isPending}>
        <Trans>Sign in</Trans>
      </Button>
      {aside}
    </Form>
  );
}
