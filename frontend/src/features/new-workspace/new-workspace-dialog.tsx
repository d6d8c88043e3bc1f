import { Trans, useLingui } from '@lingui/react/macro';
import { isProblem } from '@/api/problem';
import { applyFieldErrors } from '@/lib/form';
import { useRuledForm } from '@/lib/ruled-form';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { Dialog, DialogFooter } from '@/ui/dialog';
import { Form } from '@/ui/form';
import { TextField } from '@/ui/text-field';
import { showToast } from '@/ui/toast';
import { useNewWorkspace } from './new-workspace';

type NewWorkspaceDialogProps = { onClose: () => void; onMade: (workspaceId: string) => void };

/** Asks for the name of a further workspace, or says that this installation makes none. */
export default function NewWorkspaceDialog({ onClose, onMade }: NewWorkspaceDialogProps) {
  const { t } = useLingui();
  const form = useRuledForm({ name: '' });
  const create = useNewWorkspace();
  const closed = isProblem(create.error, 'workspace_creation_closed');
  const atField = isProblem(create.error) && create.error.errors.length > 0;

  async function save({ name }: { name: string }) {
    if (create.isPending) return;
    try {
      const workspace = await create.mutateAsync({ name });
      showToast({ title: t`Workspace ${workspace.name} created` });
      onMade(workspace.id);
    } catch (error) {
      applyFieldErrors(form, error);
    }
  }
  const locked = !closed && (form.formState.isDirty || create.isPending);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={<Trans>Create workspace</Trans>}
      description={<Trans>A place of its own, with its own people, roles and rules. You become its Admin.</Trans>}
      width="sm"
      locked={locked}
    >
      {closed ? (
        <Closed onClose={onClose} />
      ) : (
        <Form onSubmit={form.handleSubmit(save)} error={atField ? null : create.error}>
          <TextField
            label={t`Workspace name`}
            autoFocus
            autoComplete="organization"
            maxLength={120}
            error={form.formState.errors.name?.message}
            {...form.register('name', {
              setValueAs: (text: string) => text.trim(),
              required: t`Enter a name for the workspace.`,
            })}
          />
          <DialogFooter>
            <Button onClick={onClose} disabled={create.isPending}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" variant="primary" busy={create.isPending}>
              <Trans>Create workspace</Trans>
            </Button>
          </DialogFooter>
        </Form>
      )}
    </Dialog>
  );
}

function Closed({ onClose }: { onClose: () => void }) {
  return (
    <>
      <Banner tone="danger">
        <Trans>This installation makes no further workspaces. Ask whoever runs it.</Trans>
      </Banner>
      <DialogFooter>
        <Button autoFocus onClick={onClose}>
          <Trans>Close</Trans>
        </Button>
      </DialogFooter>
    </>
  );
}
