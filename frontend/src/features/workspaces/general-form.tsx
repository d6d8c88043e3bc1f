import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import * as z from 'zod/mini';
import { isProblem } from '@/api/problem';
import { useZodForm } from '@/lib/zod-form';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { Form } from '@/ui/form';
import { TextField } from '@/ui/text-field';
import { showToast } from '@/ui/toast';
import { ChangedMeanwhile } from './changed-meanwhile';
import type { TaggedWorkspace } from './save-workspace';
import { useSettingsForm } from './use-settings-form';

type GeneralValues = { name: string; slug: string };

const valuesOf = ({ name, slug }: TaggedWorkspace): GeneralValues => ({ name, slug });

/** The workspace's name, and its short name, which addresses use. */
export default function GeneralForm({ workspace }: { workspace: TaggedWorkspace }) {
  const { t } = useLingui();
  const { form, settings, save } = useGeneral(workspace);
  const { errors, isDirty } = form.formState;
  const busy = settings.save.isPending;
  const slug = form.watch('slug');
  return (
    <Card>
      <Form
        onSubmit={form.handleSubmit(save)}
        error={isProblem(settings.save.error, 'slug_taken') ? null : settings.formError}
      >
        {settings.stale && <ChangedMeanwhile onReload={settings.reload} busy={settings.reloading} />}
        <TextField
          label={t`Workspace name`}
          autoComplete="organization"
          maxLength={120}
          hint={<Trans>Shown to everybody in it, and in the e-mails to people you invite.</Trans>}
          error={errors.name?.message}
          {...form.register('name')}
        />
        <TextField
          label={t`Short name`}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={48}
          hint={<Address slug={slug} changed={slug !== settings.base.slug} />}
          error={errors.slug?.message}
          {...form.register('slug')}
        />
        <div>
          <Button type="submit" variant="primary" busy={busy} disabled={!isDirty} className="max-sm:w-full">
            <Trans>Save changes</Trans>
          </Button>
        </div>
      </Form>
    </Card>
  );
}

/** The address that a short name makes; links with the old one stop working. */
function Address({ slug, changed }: { slug: string; changed: boolean }) {
  return (
    <>
      <span className="[overflow-wrap:anywhere]">
        <Trans>
          People ask to join at <bdi className="text-ink">{`${window.location.host}/join/${slug}`}</bdi>.
        </Trans>
      </span>
      {changed && (
        <span className="block pt-1 text-ink">
          <Trans>Links with the old short name stop working.</Trans>
        </span>
      )}
    </>
  );
}

function useGeneral(workspace: TaggedWorkspace) {
  const { t } = useLingui();
  const schema = useMemo(() => {
    const rule = t`Use 2 to 48 lower-case letters, digits and single hyphens between them.`;
    return z.object({
      name: z.string().check(z.trim(), z.minLength(1, t`Enter a name for the workspace.`)),
      slug: z.string().check(z.trim(), z.minLength(2, rule), z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, rule)),
    });
  }, [t]);
  const form = useZodForm<GeneralValues>(schema, valuesOf(workspace));
  const settings = useSettingsForm(form, workspace, valuesOf);

  async function save({ name, slug }: GeneralValues) {
    if (settings.save.isPending) return;
    const { base } = settings;
    const patch = { ...(name !== base.name ? { name } : {}), ...(slug !== base.slug ? { slug } : {}) };
    try {
      settings.takeOver(await settings.save.mutateAsync(patch));
      showToast({ title: patch.name ? t`Workspace renamed to ${patch.name}` : t`Changes saved` });
    } catch (error) {
      if (isProblem(error, 'slug_taken')) {
        form.setError('slug', { message: t`This short name cannot be had. Choose another.` }, { shouldFocus: true });
      } else settings.showFieldErrors(error);
    }
  }
  return { form, settings, save };
}
