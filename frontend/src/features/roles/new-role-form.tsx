import { Trans } from '@lingui/react/macro';
import type { Role } from '@/api/types';
import { Button } from '@/ui/button';
import { Form } from '@/ui/form';
import { LeaveGuard } from '@/ui/leave-guard';
import type { RoleValues } from './edit-role';
import { RoleFields } from './role-fields';
import { SaveBar } from './save-bar';
import { useNewRole } from './use-role-form';

type NewRoleFormProps = { start: RoleValues; onSaved: (role: Role) => void; onCancel: () => void };

export default function NewRoleForm({ start, onSaved, onCancel }: NewRoleFormProps) {
  const { form, busy, error, save } = useNewRole(start);
  // Read here, so that the form tells of it.
  const { isDirty } = form.formState;
  return (
    <Form
      onSubmit={form.handleSubmit(async (values) => {
        const made = await save(values);
        if (made) onSaved(made);
      })}
      error={error}
    >
      <RoleFields form={form} />
      <SaveBar>
        <Button variant="ghost" onClick={onCancel} disabled={busy}>
          <Trans>Cancel</Trans>
        </Button>
        <Button type="submit" variant="primary" busy={busy}>
          <Trans>Save Role</Trans>
        </Button>
      </SaveBar>
      <LeaveGuard when={isDirty} />
    </Form>
  );
}
