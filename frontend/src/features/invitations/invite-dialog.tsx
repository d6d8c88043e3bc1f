import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useAdminQuestion } from '@/features/roles/use-admin-question';
import { Button } from '@/ui/button';
import { Dialog, DialogFooter } from '@/ui/dialog';
import { Form } from '@/ui/form';
import { linkClass } from '@/ui/link-class';
import { showToast } from '@/ui/toast';
import { EmailField, MessageField, NameField, RolesField } from './invite-fields';
import LinkDialog from './link-dialog';
import { useInvite } from './use-invite';
import { WhatHappens } from './what-happens';

/** Invite New User: by e-mail, or with a link to hand over oneself. */
export default function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const { form, invite, standing, formError } = useInvite();
  const { ask, question } = useAdminQuestion();
  const [link, setLink] = useState<{ name: string; url: string } | null>(null);

  const send = form.handleSubmit((values) => {
    if (invite.isPending) return;
    const done = () => {
      showToast({ title: t`Invitation sent to ${values.email}` });
      onClose();
    };
    ask({ given: values.roles, name: values.name }, () =>
      invite.mutate({ values, deliver: 'email' }, { onSuccess: done }),
    );
  });
  const makeLink = form.handleSubmit((values) => {
    if (invite.isPending) return;
    const done = ({ name, accept_url: url }: { name: string; accept_url?: string }) => url && setLink({ name, url });
    ask({ given: values.roles, name: values.name }, () =>
      invite.mutate({ values, deliver: 'link' }, { onSuccess: done }),
    );
  });
  function resent() {
    showToast({ title: t`Invitation sent again to ${form.getValues('email')}` });
    onClose();
  }

  if (link) return <LinkDialog {...link} replaces={false} onClose={onClose} />;
  const busy = invite.isPending;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={<Trans>Invite New User</Trans>}
      description={<WhatHappens />}
      locked={form.formState.isDirty || busy}
    >
      <Form onSubmit={send} error={formError}>
        <EmailField form={form} standing={standing} onResent={resent} autoFocus />
        <NameField form={form} />
        <RolesField form={form} />
        <MessageField form={form} />
        <div className="flex flex-col gap-3">
          <DialogFooter>
            <Button onClick={onClose} disabled={busy}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" variant="primary" busy={busy && invite.variables?.deliver === 'email'}>
              <Trans>Send Invitation</Trans>
            </Button>
          </DialogFooter>
          <button
            type="button"
            onClick={makeLink}
            disabled={busy}
            className={`${linkClass} self-end text-sm max-sm:min-h-9 max-sm:self-center`}
          >
            <Trans>or copy a link instead</Trans>
          </button>
        </div>
      </Form>
      {question}
    </Dialog>
  );
}
