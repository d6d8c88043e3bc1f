import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Controller, type UseFormReturn } from 'react-hook-form';
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
  const { can } = usePlace();
  const locked = !can('workspace:update');
  const { form, settings, submit, save, asking, stopAsking } = usePolicy(workspace);
  const { isDirty } = form.formState;
  const busy = settings.save.isPending;
  return (
    <Card>
      <Form onSubmit={form.handleSubmit(submit)} error={settings.formError}>
        {settings.stale && <ChangedMeanwhile onReload={settings.reload} busy={settings.reloading} />}
        {locked && (
          <Banner>
            <Trans>You can see the policy, but not change it: that needs the permission workspace:update.</Trans>
          </Banner>
        )}
        <ApprovalFields form={form} locked={locked} />
        <div className="grid grid-cols-2 gap-5 max-sm:grid-cols-1">
          <LifetimeFields key={settings.base.etag} form={form} locked={locked} />
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
      <WideningConfirm isOpen={asking !== null} onClose={stopAsking} onConfirm={async () => asking && save(asking)} />
    </Card>
  );
}

function usePolicy(workspace: TaggedWorkspace) {
  const { t } = useLingui();
  const form = usePolicyForm(workspace);
  const settings = useSettingsForm(form, workspace, valuesOf);
  const [asking, setAsking] = useState<PolicyValues | null>(null);

  async function save(values: PolicyValues) {
    try {
      settings.takeOver(await settings.save.mutateAsync(patchOf(settings.base, values)));
      showToast({ title: t`Policy saved` });
    } catch (error) {
      settings.showFieldErrors(error);
    }
  }
  function submit(values: PolicyValues) {
    if (settings.save.isPending) return;
    if (widens(settings.base, values)) setAsking(values);
    else void save(values);
  }
  return { form, settings, submit, save, asking, stopAsking: () => setAsking(null) };
}

type FieldsProps = { form: UseFormReturn<PolicyValues>; locked: boolean };

function ApprovalFields({ form, locked }: FieldsProps) {
  const { t } = useLingui();
  const options = usePolicyOptions();
  const { errors } = form.formState;
  return (
    <>
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
    </>
  );
}

function LifetimeFields({ form, locked }: FieldsProps) {
  const { t } = useLingui();
  const fields = [
    {
      name: 'invitation_ttl_hours' as const,
      label: t`Invitations are valid for`,
      hint: t`1 hour to 90 days.`,
    },
    {
      name: 'approval_ttl_hours' as const,
      label: t`Undecided requests expire after`,
      hint: t`1 hour to 365 days. Approvers are reminded before.`,
    },
  ];
  return fields.map(({ name, label, hint }) => (
    <Controller
      key={name}
      control={form.control}
      name={name}
      render={({ field, fieldState }) => (
        <DurationField
          label={label}
          hint={hint}
          hours={field.value}
          onChange={field.onChange}
          onBlur={field.onBlur}
          error={fieldState.error?.message}
          disabled={locked}
        />
      )}
    />
  ));
}

type WideningProps = { isOpen: boolean; onClose: () => void; onConfirm: () => Promise<unknown> };

function WideningConfirm(props: WideningProps) {
  return (
    <Confirm
      {...props}
      tone="primary"
      title={<Trans>Let people in with less approval?</Trans>}
      confirmLabel={<Trans>Save policy</Trans>}
    >
      <p>
        <Trans>
          From now on, some people you invite can sign in without anybody approving them. Requests that wait already
          still have to be decided.
        </Trans>
      </p>
    </Confirm>
  );
}
