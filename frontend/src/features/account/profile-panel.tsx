import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import { isProblem, Problem } from '@/api/problem';
import { nameRule } from '@/features/session/rules';
import { applyFieldErrors } from '@/lib/form';
import { useRuledForm } from '@/lib/ruled-form';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { Form } from '@/ui/form';
import { TextField } from '@/ui/text-field';
import { showToast } from '@/ui/toast';
import { accountQuery, renameAccount, type TaggedMe } from './api';
import { Panel } from './panel';

export default function ProfilePanel({ me }: { me: TaggedMe }) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const [base, setBase] = useState(me);
  const form = useRuledForm({ name: me.name });
  const save = useMutation({
    mutationFn: ({ name }: { name: string }) => renameAccount(base, name),
    onSuccess: (saved) => {
      takeOver(saved);
      void queryClient.invalidateQueries({ queryKey: keys.me });
      showToast({ title: t`Your name is saved` });
    },
    onError: (error) => applyFieldErrors(form, error),
  });
  function takeOver(account: TaggedMe) {
    setBase(account);
    form.reset({ name: account.name });
  }
  const stale = isProblem(save.error, 'precondition_failed');
  async function reload() {
    takeOver(await queryClient.fetchQuery({ ...accountQuery, staleTime: 0 }));
    save.reset();
  }
  const shown = save.error instanceof Problem && save.error.errors.length > 0 ? null : save.error;
  return (
    <Panel
      title={<Trans>Profile</Trans>}
      lead={
        <Trans>
          The name of your account. The names under which workspaces list you belong to them; their administrators
          change those.
        </Trans>
      }
    >
      <Form onSubmit={form.handleSubmit((values) => save.mutate(values))} error={stale ? null : shown}>
        {stale && (
          <Banner
            tone="warn"
            action={
              <Button size="sm" onClick={() => void reload()}>
                <Trans>Load again</Trans>
              </Button>
            }
          >
            <Trans>Your account was changed in another window. Load it again and repeat your change.</Trans>
          </Banner>
        )}
        <TextField
          label={t`Name`}
          autoComplete="name"
          maxLength={120}
          error={form.formState.errors.name?.message}
          {...form.register('name', nameRule(i18n))}
        />
        <div>
          <Button
            type="submit"
            variant="primary"
            busy={save.isPending}
            disabled={!form.formState.isDirty}
            className="max-sm:w-full"
          >
            <Trans>Save name</Trans>
          </Button>
        </div>
      </Form>
    </Panel>
  );
}
