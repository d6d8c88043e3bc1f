import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useMemo } from 'react';
import * as z from 'zod/mini';
import type { Workspace } from '@/api/types';
import { useZodForm } from '@/lib/zod-form';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { Form } from '@/ui/form';
import { RadioGroup } from '@/ui/radio-group';
import { showToast } from '@/ui/toast';
import { ChangedMeanwhile } from './changed-meanwhile';
import type { TaggedWorkspace } from './save-workspace';
import { useSettingsForm } from './use-settings-form';
import { useWidening } from './widening';

type Asking = { access_requests: Workspace['access_requests'] };

const valuesOf = ({ access_requests }: TaggedWorkspace): Asking => ({ access_requests });

/** Who may ask to join without an invitation. `share` is the address to give to them. */
export default function AskingForm({ workspace, share }: { workspace: TaggedWorkspace; share: ReactNode }) {
  const { t } = useLingui();
  const { form, settings, submit, widening } = useAsking(workspace);
  const { errors, isDirty } = form.formState;
  const { own_domains } = settings.base;
  return (
    <Card>
      <Form onSubmit={form.handleSubmit(submit)} error={settings.formError ?? widening.error}>
        {settings.stale && <ChangedMeanwhile onReload={settings.reload} busy={settings.reloading} />}
        <RadioGroup
          label={t`Who may ask to join without an invitation?`}
          options={[
            { id: 'off', name: t`Nobody`, description: t`People get in by invitation only.` },
            {
              id: 'domains',
              name: t`People of the own domains`,
              description:
                own_domains.length > 0
                  ? t`Whoever proves an address at ${own_domains.join(', ')}.`
                  : t`Name the own domains under Access policy first: now nobody has one.`,
            },
            {
              id: 'anyone',
              name: t`Anyone`,
              description: t`Whoever has the link and proves an e-mail address. Somebody decides on each of them.`,
            },
          ]}
          error={errors.access_requests?.message}
          {...form.register('access_requests')}
        />
        {share}
        <div>
          <Button
            type="submit"
            variant="primary"
            busy={settings.save.isPending || widening.looking}
            disabled={!isDirty}
            className="max-sm:w-full"
          >
            <Trans>Save changes</Trans>
          </Button>
        </div>
      </Form>
      {widening.dialog}
    </Card>
  );
}

function useAsking(workspace: TaggedWorkspace) {
  const { t } = useLingui();
  const schema = useMemo(() => z.object({ access_requests: z.enum(['off', 'domains', 'anyone']) }), []);
  const form = useZodForm<Asking>(schema, valuesOf(workspace));
  const settings = useSettingsForm(form, workspace, valuesOf);
  const widening = useWidening(workspace.id);

  async function save(values: Asking) {
    try {
      settings.takeOver(await settings.save.mutateAsync(values));
      showToast({ title: t`Changes saved` });
    } catch (error) {
      settings.showFieldErrors(error);
    }
  }
  async function submit(values: Asking) {
    if (settings.save.isPending || widening.looking) return;
    try {
      await widening.ask(values, () => save(values));
    } catch (error) {
      settings.showFieldErrors(error);
    }
  }
  return { form, settings, submit, widening };
}
