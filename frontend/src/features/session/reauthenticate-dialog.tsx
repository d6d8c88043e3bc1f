import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import type { Problem } from '@/api/problem';
import { applyFieldErrors } from '@/lib/form';
import { useRuledForm } from '@/lib/ruled-form';
import { Button } from '@/ui/button';
import { Dialog, DialogFooter } from '@/ui/dialog';
import { Form } from '@/ui/form';
import { PasswordField } from '@/ui/password-field';

/** Asks for the password again, for what only the person themselves should do. */
export default function ReauthenticateDialog({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const { t } = useLingui();
  const form = useRuledForm({ password: '' });
  const prove = useMutation({
    mutationFn: (body: { password: string }) => call(client.POST('/api/v1/me/reauthenticate', { body })),
    onSuccess: onDone,
    onError: (error) => applyFieldErrors(form, error),
  });
  const error = prove.error as Problem | null;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="sm"
      locked={prove.isPending}
      title={t`Is it you?`}
      description={t`You signed in a while ago. Type your password again to go on.`}
    >
      <Form onSubmit={form.handleSubmit((values) => prove.mutate(values))} error={error?.errors.length ? null : error}>
        <PasswordField
          label={t`Password`}
          autoComplete="current-password"
          autoFocus
          error={form.formState.errors.password?.message}
          {...form.register('password', { required: t`Enter your password.` })}
        />
        <DialogFooter>
          <Button onClick={onClose} disabled={prove.isPending}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" variant="primary" busy={prove.isPending}>
            <Trans>Go on</Trans>
          </Button>
        </DialogFooter>
      </Form>
    </Dialog>
  );
}
