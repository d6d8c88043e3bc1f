import { Trans, useLingui } from '@lingui/react/macro';
import { Controller, type UseFormReturn } from 'react-hook-form';
import { usePlace } from '@/features/session/place';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { Checkbox } from '@/ui/checkbox';
import { ChipsField } from '@/ui/chips-field';
import { DurationField } from '@/ui/duration-field';
import { Form } from '@/ui/form';
import { RadioGroup } from '@/ui/radio-group';
import { showToast } from '@/ui/toast';
import { ChangedMeanwhile } from './changed-meanwhile';
import { domainsOf, type PolicyValues, patchOf, usePolicyForm, usePolicyOptions, valuesOf } from './policy';
import type { TaggedWorkspace } from './save-workspace';
import { useSettingsForm } from './use-settings-form';
import { useWidening } from './widening';

/** Who needs an approval, by whom, and how long invitations and requests last. Read-only without workspace:update. */
export default function PolicyForm({ workspace }: { workspace: TaggedWorkspace }) {
  const { can } = usePlace();
  const locked = !can('workspace:update');
  const { form, settings, submit, widening } = usePolicy(workspace);
  const { isDirty } = form.formState;
  const busy = settings.save.isPending || widening.looking;
  return (
    <Card>
      <Form onSubmit={form.handleSubmit(submit)} error={settings.formError ?? widening.error}>
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
      {widening.dialog}
    </Card>
  );
}

function usePolicy(workspace: TaggedWorkspace) {
  const { t } = useLingui();
  const form = usePolicyForm(workspace);
  const settings = useSettingsForm(form, workspace, valuesOf);
  const widening = useWidening(workspace.id);

  async function save(values: PolicyValues) {
    try {
      settings.takeOver(await settings.save.mutateAsync(patchOf(settings.base, values)));
      showToast({ title: t`Policy saved` });
    } catch (error) {
      settings.showFieldErrors(error);
    }
  }
  async function submit(values: PolicyValues) {
    if (settings.save.isPending || widening.looking) return;
    const { approval_policy, four_eyes, own_domains } = patchOf(settings.base, values);
    const touched = {
      ...(approval_policy ? { approval_policy } : {}),
      ...(four_eyes === undefined ? {} : { four_eyes }),
      ...(own_domains ? { own_domains } : {}),
    };
    try {
      await widening.ask(touched, () => save(values));
    } catch (error) {
      settings.showFieldErrors(error);
    }
  }
  return { form, settings, submit, widening };
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
      <Controller
        control={form.control}
        name="own_domains"
        render={({ field }) => (
          <ChipsField
            label={t`The workspace's own e-mail domains`}
            hint={<Trans>Such as example.com. Enter adds one.</Trans>}
            placeholder="example.com"
            value={field.value}
            onChange={field.onChange}
            read={domainsOf}
            disabled={locked}
            error={errors.own_domains?.message}
          />
        )}
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
