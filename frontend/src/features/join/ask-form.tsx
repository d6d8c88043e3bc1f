import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { Problem } from '@/api/problem';
import { emailRule, nameRule } from '@/features/session/rules';
import { applyFieldErrors } from '@/lib/form';
import { useRuledForm } from '@/lib/ruled-form';
import { useSubmitKey } from '@/lib/submit-key';
import { Button } from '@/ui/button';
import { Form } from '@/ui/form';
import { TextArea } from '@/ui/text-area';
import { TextField } from '@/ui/text-field';
import { askToJoin, type Wish } from './join';

type AskFormProps = { slug: string; ownDomains: boolean; onSent: (email: string) => void };

/** Who asks, and what they would like to say to whoever decides. */
export default function AskForm({ slug, ownDomains, onSent }: AskFormProps) {
  const { t, i18n } = useLingui();
  const form = useRuledForm({ name: '', email: '', message: '' });
  const { keyFor, done } = useSubmitKey();
  const submit = useMutation({
    mutationFn: (wish: Wish) => askToJoin(slug, wish, keyFor(wish)),
    onSuccess: (_, { email }) => {
      done();
      onSent(email);
    },
    onError: (error) => applyFieldErrors(form, error),
  });
  const { errors } = form.formState;
  const shownByFields = submit.error instanceof Problem && submit.error.errors.length > 0;
  return (
    <Form
      onSubmit={form.handleSubmit(({ name, email, message }) =>
        submit.mutate({ name, email, ...(message.trim() ? { message: message.trim() } : {}) }),
      )}
      error={shownByFields ? null : submit.error}
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
        autoComplete="email"
        hint={ownDomains ? <Trans>Use your address at this workspace's own domain.</Trans> : undefined}
        error={errors.email?.message}
        {...form.register('email', emailRule(i18n))}
      />
      <TextArea
        label={t`Message to the administrators`}
        optional
        maxLength={1000}
        error={errors.message?.message}
        {...form.register('message')}
      />
      <Button type="submit" variant="primary" size="lg" busy={submit.isPending}>
        <Trans>Ask to join</Trans>
      </Button>
    </Form>
  );
}
