import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { isProblem, type Problem } from '@/api/problem';
import { NewPasswordField } from '@/features/session/new-password-field';
import { newPasswordRule } from '@/features/session/rules';
import { applyFieldErrors } from '@/lib/form';
import { useRuledForm } from '@/lib/ruled-form';
import { Button } from '@/ui/button';
import { Form } from '@/ui/form';

type ResetFormProps = { token: string; onDone: () => void; onDead: () => void };

export function ResetForm({ token, onDone, onDead }: ResetFormProps) {
  const { i18n } = useLingui();
  const form = useRuledForm({ password: '' });
  const submit = useMutation({
    mutationFn: (body: { password: string; token: string }) =>
      call(client.POST('/api/v1/auth/password-resets/confirm', { body })),
    onSuccess: onDone,
    onError: (error) => {
      if (isProblem(error, 'reset_invalid')) onDead();
      else applyFieldErrors(form, error);
    },
  });
  const error = submit.error as Problem | null;
  return (
    <Form
      onSubmit={form.handleSubmit(({ password }) => submit.mutate({ password, token }))}
      error={error?.errors.length ? null : error}
    >
      <NewPasswordField
        current={form.watch('password')}
        error={form.formState.errors.password?.message}
        {...form.register('password', newPasswordRule(i18n))}
      />
      <Button type="submit" variant="primary" size="lg" busy={submit.isPending}>
        <Trans>Set password</Trans>
      </Button>
    </Form>
  );
}
