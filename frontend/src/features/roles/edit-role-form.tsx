import { Plural, Trans } from '@lingui/react/macro';
import { lazy, Suspense } from 'react';
import type { Role } from '@/api/types';
import { Button } from '@/ui/button';
import { Form } from '@/ui/form';
import { LeaveGuard } from '@/ui/leave-guard';
import { changedFields, differenceOf, type RoleValues, valuesOf } from './edit-role';
import type { TaggedRole } from './one-role';
import { RoleFields } from './role-fields';
import { SaveBar } from './save-bar';
import { useEditRole } from './use-role-form';

const ReviewDialog = lazy(() => import('./review-dialog'));
const RoleConflict = lazy(() => import('./role-conflict'));

type EditRoleFormProps = { role: TaggedRole; onSaved: (role: Role) => void };

/** A role that one may change: what it does to people is reviewed before it is saved. */
export default function EditRoleForm({ role, onSaved }: EditRoleFormProps) {
  const edit = useEditRole(role);
  const { form, base, values, dirty, busy, review, theirs } = edit;
  async function tell(work: Promise<TaggedRole | null>) {
    const saved = await work;
    if (saved) onSaved(saved);
  }
  return (
    <Form onSubmit={form.handleSubmit((changed) => tell(edit.submit(changed)))} error={edit.error}>
      <RoleFields form={form} />
      {dirty && (
        <SaveBar note={<Changes from={valuesOf(base)} to={values} />}>
          <Button variant="ghost" onClick={edit.discard} disabled={busy}>
            <Trans>Discard</Trans>
          </Button>
          <Button type="submit" variant="primary" busy={busy}>
            <Trans>Save Role</Trans>
          </Button>
        </SaveBar>
      )}
      {review && (
        <Suspense fallback={null}>
          <ReviewDialog
            role={base}
            review={review}
            busy={busy}
            onConfirm={() => void tell(edit.confirm(review))}
            onClose={edit.closeReview}
          />
        </Suspense>
      )}
      {theirs && (
        <Suspense fallback={null}>
          <RoleConflict
            base={base}
            mine={values}
            theirs={theirs}
            onChoose={edit.startFrom}
            onClose={edit.closeConflict}
          />
        </Suspense>
      )}
      <LeaveGuard when={dirty} />
    </Form>
  );
}

/** What is not saved yet, in a few words. */
function Changes({ from, to }: { from: RoleValues; to: RoleValues }) {
  const { added, removed } = differenceOf(from.permissions, to.permissions);
  const others = changedFields(from, to).some((field) => field !== 'permissions');
  return (
    <>
      <Trans>Not saved yet</Trans>
      {added.length > 0 && (
        <>
          {' · '}
          <Plural value={added.length} one="# permission added" other="# permissions added" />
        </>
      )}
      {removed.length > 0 && (
        <>
          {' · '}
          <Plural value={removed.length} one="# permission taken away" other="# permissions taken away" />
        </>
      )}
      {added.length + removed.length === 0 && others && (
        <>
          {' · '}
          <Trans>permissions unchanged</Trans>
        </>
      )}
    </>
  );
}
