import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import type { Problem } from '@/api/problem';
import { emailRule } from '@/features/session/rules';
import { applyFieldErrors } from '@/lib/form';
import { useRuledForm } from '@/lib/ruled-form';
import { Button } from '@/ui/button';
import { Form } from '@/ui/form';
import { TextField } from '@/ui/text-field';

export function ForgotForm({ onSent }: { onSent: (email: string) => void }) {
  const { t, i18n } = useLingui();
  const form = useRuledForm({ email: '' });
  const submit = useMutation({
    mutationFn: (body: { email: string }) => call(client.POST('/api/v1/auth/password-resets', { body })),
    onSuccess: (_, { email }) => onSent(email),
    onError: (error) => applyFieldErrors(form, error),
  });
  const error = submit.error as Problem | null;
  return (
    <Form onSubmit={form.handleSubmit((values) => submit.mutate(values))} error={error?.errors.length ? null : error}>
      <TextField
        label={t`E-mail address`}
        type="email"
        inputMode="email"
        autoComplete="username"
        error={form.formState.errors.email?.message}
        {...form.register('email', emailRule(i18n))}
      />
      <Button type="submit" variant="primary" size="lg" busy={submit.isPending}>
        <Trans>Send link</Trans>
      </Button>
    </Form>
  );
}
