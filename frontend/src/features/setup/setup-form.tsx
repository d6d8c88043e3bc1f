import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { isProblem, type Problem } from '@/api/problem';
import { NewPasswordField } from '@/features/session/new-password-field';
import { emailRule, nameRule, newPasswordRule } from '@/features/session/rules';
import { applyFieldErrors } from '@/lib/form';
import { useRuledForm } from '@/lib/ruled-form';
import { Button } from '@/ui/button';
import { Form } from '@/ui/form';
import { TextField } from '@/ui/text-field';
import { setUp } from './setup';

type SetupFormProps = { token: string; onDone: (workspaceId: string) => void; onClosed: () => void };

export default function SetupForm({ token, onDone, onClosed }: SetupFormProps) {
  const { t, i18n } = useLingui();
  const form = useRuledForm({ name: '', email: '', password: '', workspace_name: '' });
  const submit = useMutation({
    mutationFn: setUp,
    onSuccess: (session) => onDone(session.workspace.id),
    onError: (error) => {
      if (isProblem(error, 'setup_closed')) onClosed();
      else applyFieldErrors(form, error);
    },
  });
  const { errors } = form.formState;
  const error = submit.error as Problem | null;

  return (
    <Form
      onSubmit={form.handleSubmit((values) => submit.mutate({ ...values, token }))}
      error={error?.errors.length ? null : error}
      errorText={
        error?.code === 'setup_token_invalid' && (
          <Trans>This set-up link is not valid. Use the one that the server printed last.</Trans>
        )
      }
    >
      <TextField
        label={t`Your name`}
        autoComplete="name"
        error={errors.name?.message}
        {...form.register('name', nameRule(i18n))}
      />
      <TextField
        label={t`E-mail address`}
        type="email"
        inputMode="email"
        autoComplete="username"
        error={errors.email?.message}
        {...form.register('email', emailRule(i18n))}
      />
      <NewPasswordField
        current={form.watch('password')}
        error={errors.password?.message}
        {...form.register('password', newPasswordRule(i18n))}
      />
      <TextField
        label={t`Workspace name`}
        autoComplete="organization"
        error={errors.workspace_name?.message}
        {...form.register('workspace_name', nameRule(i18n))}
      />
      <Button type="submit" variant="primary" size="lg" busy={submit.isPending}>
        <Trans>Create account and workspace</Trans>
      </Button>
    </Form>
  );
}
