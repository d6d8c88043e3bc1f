import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import * as z from 'zod/mini';
import { useZodForm } from '@/lib/zod-form';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { Form } from '@/ui/form';
import { TextField } from '@/ui/text-field';
import { showToast } from '@/ui/toast';
import { ChangedMeanwhile } from './changed-meanwhile';
import type { TaggedWorkspace } from './save-workspace';
import { useSettingsForm } from './use-settings-form';

const valuesOf = ({ name }: TaggedWorkspace) => ({ name });

/** The workspace's name. Its short name, which addresses use, stays as it is. */
export function NameForm({ workspace }: { workspace: TaggedWorkspace }) {
  const { t } = useLingui();
  const schema = useMemo(
    () => z.object({ name: z.string().check(z.trim(), z.minLength(1, t`Enter a name for the workspace.`)) }),
    [t],
  );
  const form = useZodForm(schema, valuesOf(workspace));
  const settings = useSettingsForm(form, workspace, valuesOf);
  const { errors, isDirty } = form.formState;
  const busy = settings.save.isPending;

  async function save(values: { name: string }) {
    if (busy) return;
    try {
      settings.takeOver(await settings.save.mutateAsync(values));
      showToast({ title: t`Workspace renamed to ${values.name}` });
    } catch (error) {
      settings.showFieldErrors(error);
    }
  }
  return (
    <Card>
      <Form onSubmit={form.handleSubmit(save)} error={settings.formError}>
        {settings.stale && <ChangedMeanwhile onReload={settings.reload} busy={settings.reloading} />}
        <TextField
          label={t`Workspace name`}
          autoComplete="organization"
          maxLength={120}
          hint={<Trans>Shown to everybody in it, and in the e-mails to people you invite.</Trans>}
          error={errors.name?.message}
          {...form.register('name')}
        />
        <div>
          <Button type="submit" variant="primary" busy={busy} disabled={!isDirty} className="max-sm:w-full">
            <Trans>Save name</Trans>
          </Button>
        </div>
      </Form>
    </Card>
  );
}
