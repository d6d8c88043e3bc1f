import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Controller } from 'react-hook-form';
import type { ApiKey, ApiKeySecret, Permission } from '@/api/types';
import { type Giver, useGiver } from '@/features/roles/giving';
import { PermissionBoxes } from '@/features/roles/permission-boxes';
import { permissionsQuery } from '@/features/roles/permission-queries';
import { usePlace } from '@/features/session/place';
import { shownError } from '@/lib/form';
import { dateTime } from '@/lib/time';
import { Button } from '@/ui/button';
import { Dialog, DialogFooter } from '@/ui/dialog';
import { Form } from '@/ui/form';
import { Select } from '@/ui/select';
import { TextField } from '@/ui/text-field';
import { dayAfter, type End } from './end';
import type { TaggedKey } from './queries';
import { useKeyForm } from './use-key-form';

type KeyDialogProps = {
  /** The one to edit, as it was read; without it a new one is made. */
  base?: TaggedKey;
  onClose: () => void;
  onSaved: (key: ApiKey | ApiKeySecret) => void;
};

/** Makes an API key, or edits one: its name, when it ends, what it may do. */
export default function KeyDialog({ base, onClose, onSaved }: KeyDialogProps) {
  const { t } = useLingui();
  const { form, save, failure, dialog } = useKeyForm(base, onSaved);
  const { catalogue, giver } = useGivable(base);
  const ends = useEnds(base);
  const { isDirty } = form.formState;
  return (
    <Dialog
      isOpen
      width="lg"
      onClose={onClose}
      locked={isDirty || save.isPending}
      title={base ? <Trans>Edit API key</Trans> : <Trans>New API key</Trans>}
      description={
        <Trans>
          A program with it can do what you tick, and never more than the person who made it may at that time.
        </Trans>
      }
    >
      <Form onSubmit={form.handleSubmit((values) => save.mutate(values))} error={failure}>
        <div className="grid grid-cols-2 gap-5 max-sm:grid-cols-1">
          <TextField
            label={t`Name`}
            autoFocus
            autoComplete="off"
            maxLength={120}
            placeholder={t`Fleet app`}
            hint={t`The audit log shows it for whatever the key does.`}
            error={shownError(form, 'name')}
            {...form.register('name')}
          />
          <div className="flex flex-col gap-3">
            <Controller
              control={form.control}
              name="end"
              render={({ field }) => (
                <Select label={t`Ends`} options={ends} value={field.value} onChange={(end) => field.onChange(end)} />
              )}
            />
            {form.watch('end') === 'day' && (
              <TextField
                label={t`Last day`}
                type="date"
                min={dayAfter(0)}
                max={dayAfter(3650)}
                error={form.formState.errors.day?.message}
                {...form.register('day')}
              />
            )}
          </div>
        </div>
        <div className="flex flex-col gap-4">
          <h3 className="font-medium text-sm">
            <Trans>What it may do</Trans>
          </h3>
          <Controller
            control={form.control}
            name="permissions"
            render={({ field, fieldState }) => (
              <PermissionBoxes
                catalogue={catalogue}
                giver={giver}
                value={field.value}
                onChange={field.onChange}
                error={fieldState.error?.message}
              />
            )}
          />
        </div>
        <DialogFooter>
          <Button onClick={onClose} disabled={save.isPending}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" variant="primary" busy={save.isPending} disabled={Boolean(base) && !isDirty}>
            {base ? <Trans>Save API key</Trans> : <Trans>Create API key</Trans>}
          </Button>
        </DialogFooter>
      </Form>
      {dialog}
    </Dialog>
  );
}

function useEnds(base: ApiKey | undefined): { id: End; name: string }[] {
  const { t, i18n } = useLingui();
  const now = base?.expires_at ? dateTime(base.expires_at, i18n.locale) : null;
  return [
    ...(base ? [{ id: 'keep' as const, name: now ? t`As it is: ${now}` : t`As it is: never` }] : []),
    { id: '30', name: t`In 30 days` },
    { id: '90', name: t`In 90 days` },
    { id: '365', name: t`In a year` },
    { id: 'day', name: t`On a day…` },
    ...(base && !base.expires_at ? [] : [{ id: 'never' as const, name: t`Never` }]),
  ];
}

/**
 * The permissions that there are, and which of them the reader may give a key: also those that they hold at their
 * locations alone, where the key has them then. Who may not see the roles sees what they hold themselves. Deleting the
 * workspace is for people, whatever a key holds.
 */
function useGivable(base: ApiKey | undefined): { catalogue: Permission[]; giver: Giver } {
  const { workspaceId, can, permissions, location_permissions: local } = usePlace();
  const { admin } = useGiver();
  const listed = useQuery({ ...permissionsQuery(workspaceId), enabled: can('roles:read') }).data?.data;
  const all = listed ?? [...new Set([...permissions, ...local])].map(described);
  const useful = (permission: string) => permission !== 'workspace:delete' || base?.permissions.includes(permission);
  const catalogue = all.filter((each) => useful(each.permission));
  const placed = (permission: string) =>
    /^(users|approvals):/.test(permission) ||
    catalogue.some((each) => each.permission === permission && each.origin === 'workspace');
  return { catalogue, giver: { admin, permissions: [...permissions, ...local.filter(placed)], local: [] } };
}

const described = (permission: string): Permission => ({
  permission,
  description: '',
  origin: 'gatehouse',
  role_count: 0,
});
