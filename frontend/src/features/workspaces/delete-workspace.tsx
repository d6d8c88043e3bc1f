import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call, client } from '@/api/client';
import { meQuery } from '@/features/session/me';
import { usePlace } from '@/features/session/place';
import { useFresh } from '@/features/session/use-fresh';
import { Button } from '@/ui/button';
import { Dialog, DialogFooter } from '@/ui/dialog';
import { Form } from '@/ui/form';
import { TextField } from '@/ui/text-field';
import { showToast } from '@/ui/toast';
import { summaryQuery } from './queries';

/** Deletes the current workspace once its name is typed, and leads to another one, or to where there is none. */
export default function DeleteWorkspace({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const { workspace } = usePlace();
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const { remove, dialog } = useDeletion();
  const people = usePeople();
  const right = typed.trim() === workspace.name;
  return (
    <Dialog
      isOpen
      role="alertdialog"
      width="sm"
      onClose={onClose}
      locked={remove.isPending}
      title={
        <Trans>
          Delete <bdi>{workspace.name}</bdi>?
        </Trans>
      }
    >
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          setWrong(!right);
          if (right && !remove.isPending) remove.mutate();
        }}
        error={remove.error}
      >
        <div className="flex flex-col gap-3 text-muted">
          <p>
            <Trans>
              Its people lose their access at once, and whoever has no other workspace loses their account. Links that
              were sent stop working. Your own account stays.
            </Trans>
          </p>
          {people !== null && people > 1 && (
            <p className="text-ink">
              <Trans>{people} people have a place in it.</Trans>
            </p>
          )}
        </div>
        <TextField
          label={
            <Trans>
              Type <bdi className="font-semibold">{workspace.name}</bdi> to go on
            </Trans>
          }
          autoFocus
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setWrong(false);
          }}
          error={wrong ? t`This is not the name of the workspace.` : undefined}
        />
        <DialogFooter>
          <Button onClick={onClose} disabled={remove.isPending}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" variant="danger" busy={remove.isPending}>
            <Trans>Delete workspace</Trans>
          </Button>
        </DialogFooter>
      </Form>
      {dialog}
    </Dialog>
  );
}

/** How many people have a place here, where the reader may know. */
function usePeople(): number | null {
  const { workspaceId, can } = usePlace();
  const { data } = useQuery({ ...summaryQuery(workspaceId), enabled: can('users:read') });
  return data?.counts ? Object.values(data.counts).reduce((sum, n) => sum + n, 0) : null;
}

function useDeletion() {
  const { t } = useLingui();
  const { workspaceId, workspace } = usePlace();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { fresh, dialog } = useFresh();
  const places = useQuery(meQuery).data?.workspaces ?? [];
  const next = places.find((place) => place.workspace.id !== workspaceId && place.status === 'active')?.workspace.id;

  const remove = useMutation({
    mutationFn: () =>
      fresh(() =>
        call(
          client.DELETE('/api/v1/workspaces/{workspace_id}', {
            params: { path: { workspace_id: workspaceId }, query: { name: workspace.name } },
          }),
        ),
      ),
    onSuccess: async () => {
      showToast({ title: t`Workspace ${workspace.name} deleted` });
      if (next) await navigate({ to: '/w/$workspaceId', params: { workspaceId: next } });
      else await navigate({ to: '/workspaces' });
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      queryClient.removeQueries({ queryKey: ['w', workspaceId] });
    },
  });
  return { remove, dialog };
}
