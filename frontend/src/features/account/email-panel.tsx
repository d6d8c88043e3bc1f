import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check, Clock } from 'lucide-react';
import { keys } from '@/api/keys';
import { Problem } from '@/api/problem';
import type { Me } from '@/api/types';
import { emailRule } from '@/features/session/rules';
import { useFresh } from '@/features/session/use-fresh';
import { problemText } from '@/i18n/problem-text';
import { applyFieldErrors } from '@/lib/form';
import { useRuledForm } from '@/lib/ruled-form';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { Form } from '@/ui/form';
import { TextField } from '@/ui/text-field';
import { Time } from '@/ui/time';
import { showToast } from '@/ui/toast';
import { askForEmail, keepEmail } from './api';
import { Panel } from './panel';

export default function EmailPanel({ me }: { me: Me }) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const { fresh, dialog } = useFresh();
  const form = useRuledForm({ email: '' });
  const refresh = () => queryClient.invalidateQueries({ queryKey: keys.me });
  const ask = useMutation({
    mutationFn: ({ email }: { email: string }) => fresh(() => askForEmail(email)),
    onSuccess: async () => {
      form.reset();
      await refresh();
      showToast({ title: t`Two e-mails are on their way` });
    },
    onError: (error) => applyFieldErrors(form, error),
  });
  const shown = ask.error instanceof Problem && ask.error.errors.length > 0 ? null : ask.error;
  const wish = me.email_change;
  return (
    <Panel
      title={<Trans>E-mail address</Trans>}
      lead={
        <Trans>
          You sign in as <strong className="font-medium text-ink">{me.email}</strong>. A new address has to be confirmed
          twice: from its own mailbox and from this one.
        </Trans>
      }
    >
      {wish && <OpenWish me={me} wish={wish} onTakenBack={refresh} />}
      <Form
        onSubmit={form.handleSubmit((values) => ask.mutate(values))}
        error={shown}
        errorText={shown && problemText(i18n, shown)}
      >
        <TextField
          label={t`New e-mail address`}
          type="email"
          inputMode="email"
          autoComplete="email"
          hint={wish ? <Trans>The links sent before then stop working.</Trans> : undefined}
          error={form.formState.errors.email?.message}
          {...form.register('email', emailRule(i18n))}
        />
        <div>
          <Button type="submit" variant="primary" busy={ask.isPending} className="max-sm:w-full">
            <Trans>Send the links</Trans>
          </Button>
        </div>
      </Form>
      {dialog}
    </Panel>
  );
}

type OpenWishProps = { me: Me; wish: NonNullable<Me['email_change']>; onTakenBack: () => Promise<unknown> };

function OpenWish({ me, wish, onTakenBack }: OpenWishProps) {
  const { t, i18n } = useLingui();
  const takeBack = useMutation({
    mutationFn: keepEmail,
    onSuccess: async () => {
      await onTakenBack();
      showToast({ title: t`Your address stays as it is` });
    },
  });
  return (
    <div className="flex flex-col gap-3 rounded-md border border-line bg-sunken p-4">
      <p className="[overflow-wrap:anywhere]">
        <Trans>
          Your address is about to become <strong className="font-medium">{wish.email}</strong>. Open the links in both
          mailboxes; they end <Time at={wish.expires_at} />.
        </Trans>
      </p>
      <ul className="flex flex-col gap-1.5">
        <Mailbox address={wish.email} confirmed={wish.new_confirmed} />
        <Mailbox address={me.email} confirmed={wish.old_confirmed} />
      </ul>
      {takeBack.error && <Banner tone="danger">{problemText(i18n, takeBack.error)}</Banner>}
      <div>
        <Button busy={takeBack.isPending} onClick={() => takeBack.mutate()} className="max-sm:w-full">
          <Trans>Keep the present address</Trans>
        </Button>
      </div>
    </div>
  );
}

function Mailbox({ address, confirmed }: { address: string; confirmed: boolean }) {
  const Icon = confirmed ? Check : Clock;
  return (
    <li className="flex items-start gap-2 text-sm">
      <Icon
        aria-hidden="true"
        className={confirmed ? 'mt-0.5 size-4 shrink-0 text-ok-ink' : 'mt-0.5 size-4 shrink-0 text-muted'}
      />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {address}{' '}
        <span className="text-muted">
          {confirmed ? <Trans>has confirmed</Trans> : <Trans>has not confirmed yet</Trans>}
        </span>
      </span>
    </li>
  );
}
