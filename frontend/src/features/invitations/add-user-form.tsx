import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { InvitedUser } from '@/api/types';
import { useAdminQuestion } from '@/features/roles/use-admin-question';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { Form } from '@/ui/form';
import { LeaveGuard } from '@/ui/leave-guard';
import { StatusBadge } from '@/ui/status-badge';
import { showToast } from '@/ui/toast';
import { EmailField, LocationsField, MessageField, NameField, RolesField } from './invite-fields';
import { emptyInvite, type InviteValues, useInvite } from './use-invite';
import { WhatHappens } from './what-happens';

type AddUserFormProps = { onSaved: (user: InvitedUser) => void; onCancel: () => void };

/** The Add User page's form: saves one person and goes back, or stays for the next one with the same roles. */
export default function AddUserForm({ onSaved, onCancel }: AddUserFormProps) {
  const { form, standing, formError, added, busyWith, save, resent, saved, question } = useAddUser(onSaved);
  return (
    <div className="flex max-w-2xl flex-col gap-6">
      <Card>
        <Form onSubmit={save('one')} error={formError}>
          <div className="grid grid-cols-2 gap-5 max-sm:grid-cols-1">
            <NameField form={form} autoFocus />
            <EmailField form={form} standing={standing} onResent={resent} />
          </div>
          <RolesField form={form} />
          <LocationsField form={form} />
          <MessageField form={form} />
          <Banner>
            <WhatHappens />
          </Banner>
          <div className="flex flex-wrap gap-2 max-sm:flex-col">
            <Button type="submit" variant="primary" busy={busyWith === 'one'}>
              <Trans>Save User</Trans>
            </Button>
            {/* Not a submit button: Enter presses the first of those, and that is Save User. */}
            <Button onClick={save('another')} busy={busyWith === 'another'}>
              <Trans>Save and Add Another</Trans>
            </Button>
            <Button variant="ghost" onClick={onCancel} disabled={busyWith !== null}>
              <Trans>Cancel</Trans>
            </Button>
          </div>
        </Form>
      </Card>
      <AddedNow users={added} />
      {question}
      <LeaveGuard when={hasInput(form.formState.dirtyFields) && !saved} />
    </div>
  );
}

type Then = 'one' | 'another';

function useAddUser(onSaved: (user: InvitedUser) => void) {
  const { t } = useLingui();
  const { form, invite, standing, formError } = useInvite();
  const { ask, question } = useAdminQuestion();
  const [added, setAdded] = useState<InvitedUser[]>([]);
  const [which, setWhich] = useState<Then>('one');

  function done(user: InvitedUser, values: InviteValues, then: Then) {
    showToast({ title: t`Invitation sent to ${user.email}` });
    if (then === 'one') {
      form.reset(values);
      onSaved(user);
      return;
    }
    setAdded((before) => [user, ...before]);
    next(values);
  }
  function next({ roles, locations }: Pick<InviteValues, 'roles' | 'locations'>) {
    invite.reset();
    form.reset({ ...emptyInvite, roles, locations });
    // Only the next render has given the emptied fields back to the form.
    setTimeout(() => form.setFocus('name'));
  }
  return {
    form,
    standing,
    formError,
    added,
    busyWith: invite.isPending ? which : null,
    saved: invite.isSuccess,
    question,
    save: (then: Then) =>
      form.handleSubmit((values) => {
        if (invite.isPending) return;
        setWhich(then);
        ask({ given: values.roles, name: values.name }, () =>
          invite.mutate({ values, deliver: 'email' }, { onSuccess: (user) => done(user, values, then) }),
        );
      }),
    resent() {
      showToast({ title: t`Invitation sent again to ${form.getValues('email')}` });
      next(form.getValues());
    },
  };
}

// Roles and locations are kept for the next person; only what was typed is lost by leaving.
const hasInput = (dirty: { name?: boolean; email?: boolean; message?: boolean }) =>
  Boolean(dirty.name || dirty.email || dirty.message);

function AddedNow({ users }: { users: InvitedUser[] }) {
  if (users.length === 0) return null;
  return (
    <section aria-labelledby="added-now" className="flex flex-col gap-2">
      <h2 id="added-now" className="font-medium text-muted text-sm">
        <Trans>Added just now</Trans>
      </h2>
      <ul className="flex flex-col rounded-lg border border-line bg-surface shadow-card">
        {users.map((user) => (
          <li
            key={user.id}
            className="flex items-center justify-between gap-3 border-line border-b px-4 py-2.5 last:border-b-0"
          >
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <bdi className="font-medium">{user.name}</bdi> <span className="text-muted">{user.email}</span>
            </span>
            <StatusBadge status={user.status} />
          </li>
        ))}
      </ul>
    </section>
  );
}
