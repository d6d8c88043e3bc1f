import { Trans, useLingui } from '@lingui/react/macro';
import { lazy, Suspense } from 'react';
import { Controller } from 'react-hook-form';
import { useAdminQuestion } from '@/features/roles/use-admin-question';
import { usePlace } from '@/features/session/place';
import { shownError } from '@/lib/form';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { Form } from '@/ui/form';
import { LeaveGuard } from '@/ui/leave-guard';
import { FieldSkeleton } from '@/ui/skeleton';
import { TextField } from '@/ui/text-field';
import { showToast } from '@/ui/toast';
import { type EditValues, useEditUser, valuesOf } from './edit-user';
import type { TaggedUser } from './people';
import { useLimits } from './use-limits';

const RolePicker = lazy(() => import('@/features/roles/role-picker'));
const LocationPicker = lazy(() => import('@/features/locations/location-picker'));
const UserConflict = lazy(() => import('./user-conflict'));

type EditUserFormProps = { user: TaggedUser; onSaved: (user: TaggedUser) => void; onCancel: () => void };

/** Name, roles and locations of one person. What they hold beyond the editor's rights keeps the form locked. */
export default function EditUserForm({ user, onSaved, onCancel }: EditUserFormProps) {
  const { t } = useLingui();
  const edit = useEditUser(user);
  const { form, base, dirty, busy } = edit;
  const { can, confinedTo } = usePlace();
  const limit = useLimits()('users:update', base);
  const { ask, question } = useAdminQuestion();
  const makesLocations = can('locations:write') && !confinedTo('users:update') && !limit;
  const live = base.status === 'invited' && base.invitation?.status === 'pending';

  async function save(values: EditValues) {
    const before = valuesOf(base);
    const saved = await edit.save(values);
    if (!saved) return;
    const renewed = live && before.roles.toSorted().join() !== values.roles.toSorted().join();
    showToast({
      title: t`${saved.name} saved`,
      ...(renewed ? { description: t`A new link was sent to ${saved.email}; the earlier one no longer works.` } : {}),
    });
    onSaved(saved);
  }
  const confirmed = (values: EditValues) =>
    ask({ given: values.roles, held: valuesOf(base).roles, name: values.name }, () => save(values));
  return (
    <Card>
      <Form onSubmit={form.handleSubmit(confirmed)} error={edit.error}>
        {limit && (
          <Banner>
            <Trans>You can see this person, but not change them: {limit}.</Trans>
          </Banner>
        )}
        <div className="grid grid-cols-2 gap-5 max-lg:grid-cols-1">
          <TextField
            label={t`Name`}
            autoComplete="off"
            maxLength={120}
            disabled={Boolean(limit)}
            error={shownError(form, 'name')}
            {...form.register('name')}
          />
          <TextField
            label={t`Email address`}
            value={base.email}
            readOnly
            hint={<Trans>Belongs to the person's account and can't be changed here.</Trans>}
          />
        </div>
        <Roles edit={edit} locked={Boolean(limit)} />
        <Controller
          control={form.control}
          name="locations"
          render={({ field, fieldState }) => (
            <Suspense fallback={<FieldSkeleton link={makesLocations} />}>
              <LocationPicker
                permission="users:update"
                value={field.value}
                onChange={field.onChange}
                error={fieldState.error?.message}
                disabled={Boolean(limit)}
              />
            </Suspense>
          )}
        />
        {live && (
          <Banner>
            <Trans>
              They have not accepted yet. Changing their roles sends them a new link; the earlier one stops working.
            </Trans>
          </Banner>
        )}
        <div className="sticky bottom-0 z-10 -mx-5 -mb-5 flex gap-2 rounded-b-lg border-line border-t bg-surface px-5 py-4 max-sm:-mx-4 max-sm:-mb-4 max-sm:px-4">
          <Button type="submit" variant="primary" busy={busy} disabled={!dirty}>
            <Trans>Save User</Trans>
          </Button>
          <Button variant="ghost" onClick={onCancel} disabled={busy}>
            <Trans>Cancel</Trans>
          </Button>
        </div>
      </Form>
      {edit.theirs && (
        <Suspense fallback={null}>
          <UserConflict
            base={base}
            mine={edit.values}
            theirs={edit.theirs}
            onChoose={edit.startFrom}
            onClose={edit.close}
          />
        </Suspense>
      )}
      {question}
      <LeaveGuard when={dirty} />
    </Card>
  );
}

/** Nobody changes their own roles here: it is too easy to lock oneself out. */
function Roles({ edit: { form, base }, locked }: { edit: ReturnType<typeof useEditUser>; locked: boolean }) {
  const { user: me, can } = usePlace();
  const own = base.id === me.id;
  if (!can('roles:read')) return null;
  return (
    <Controller
      control={form.control}
      name="roles"
      render={({ field }) => (
        <Suspense fallback={<FieldSkeleton link />}>
          <RolePicker
            value={field.value}
            onChange={field.onChange}
            onBlur={field.onBlur}
            held={base.roles.map(({ id }) => id)}
            disabled={locked || own}
            hint={own && <Trans>Your own roles are changed by another administrator.</Trans>}
            error={shownError(form, 'roles')}
          />
        </Suspense>
      )}
    />
  );
}
