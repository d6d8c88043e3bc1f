import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Controller } from 'react-hook-form';
import { usePlace } from '@/features/session/place';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { Checkbox } from '@/ui/checkbox';
import { Confirm } from '@/ui/confirm';
import { DurationField } from '@/ui/duration-field';
import { Form } from '@/ui/form';
import { RadioGroup } from '@/ui/radio-group';
import { TextArea } from '@/ui/text-area';
import { showToast } from '@/ui/toast';
import { ChangedMeanwhile } from './changed-meanwhile';
import { type PolicyValues, patchOf, usePolicyForm, usePolicyOptions, valuesOf, widens } from './policy';
import type { TaggedWorkspace } from './save-workspace';
import { useSettingsForm } from './use-settings-form';

/** Who needs an approval, by whom, and how long invitations and requests last. Read-only without workspace:update. */
export default function PolicyForm({ workspace }: { workspace: TaggedWorkspace }) {
  const { t } = useLingui();
  const { can } = usePlace();
  const form = usePolicyForm(workspace);
  const options = usePolicyOptions();
  const settings = useSettingsForm(form, workspace, valuesOf);
  const [asking, setAsking] = useState<PolicyValues | null>(null);
  const { errors, isDirty } = form.formState;
  const locked = !can('workspace:update');
  const busy = settings.save.isPending;

  function submit(values: PolicyValues) {
    if (busy) return;
    if (widens(settings.base, values)) setAsking(values);
    else void save(values).catch(() => undefined);
  }
  async function save(values: PolicyValues) {
    try {
      settings.takeOver(await settings.save.mutateAsync(patchOf(settings.base, values)));
      showToast({ title: t`Policy saved` });
    } catch (error) {
      settings.showFieldErrors(error);
    }
  }

  return (
    <Card>
      <Form onSubmit={form.handleSubmit(submit)} error={settings.formError}>
        {settings.stale && <ChangedMeanwhile onReload={settings.reload} busy={settings.reloading} />}
        {locked && (
          <Banner>
            <Trans>You can see the policy, but not change it: that needs the permission workspace:update.</Trans>
          </Banner>
        )}
        <RadioGroup
          label={t`Who needs an administrator's approval before their first sign-in?`}
          options={options}
          disabled={locked}
          error={errors.approval_policy?.message}
          {...form.register('approval_policy')}
        />
        <TextArea
          label={t`The workspace's own e-mail domains`}
          hint={<Trans>One per line, such as example.com.</Trans>}
          rows={3}
          disabled={locked}
          spellCheck={false}
          error={errors.own_domains?.message}
          {...form.register('own_domains')}
        />
        <Checkbox
          label={t`Four eyes`}
          hint={<Trans>Whoever invited a person may not approve them. It takes at least two active approvers.</Trans>}
          disabled={locked}
          {...form.register('four_eyes')}
        />
        <div className="grid grid-cols-2 gap-5 max-sm:grid-cols-1">
          <Controller
            control={form.control}
            name="invitation_ttl_hours"
            render={({ field, fieldState }) => (
              <DurationField
                key={settings.base.etag}
                label={t`Invitations are valid for`}
                hint={<Trans>1 hour to 90 days.</Trans>}
                hours={field.value}
                onChange={field.onChange}
                onBlur={field.onBlur}
                error={fieldState.error?.message}
                disabled={locked}
              />
            )}
          />
          <Controller
            control={form.control}
            name="approval_ttl_hours"
            render={({ field, fieldState }) => (
              <DurationField
                key={settings.base.etag}
                label={t`Undecided requests expire after`}
                hint={<Trans>1 hour to 365 days. Approvers are reminded before.</Trans>}
                hours={field.value}
                onChange={field.onChange}
                onBlur={field.onBlur}
                error={fieldState.error?.message}
                disabled={locked}
              />
            )}
          />
        </div>
        {!locked && (
          <div className="flex gap-2 max-sm:flex-col">
            <Button type="submit" variant="primary" busy={busy} disabled={!isDirty}>
              <Trans>Save policy</Trans>
            </Button>
            <Button variant="ghost" disabled={!isDirty || busy} onClick={() => form.reset()}>
              <Trans>Discard</Trans>
            </Button>
          </div>
        )}
      </Form>
      <Confirm
        isOpen={asking !== null}
        onClose={() => setAsking(null)}
        tone="primary"
        title={<Trans>Let people in with less approval?</Trans>}
        confirmLabel={<Trans>Save policy</Trans>}
        onConfirm={() => (asking ? save(asking) : Promise.resolve())}
      >
        <p>
          <Trans>
            From now on, some people you invite can sign in without anybody approving them. Requests that wait already
            still have to be decided.
          </Trans>
        </p>
      </Confirm>
    </Card>
  );
}
