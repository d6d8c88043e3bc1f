import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call, client } from '@/api/client';
import { dropSession } from '@/api/token';
import { meQuery } from '@/features/session/me';
import { usePlace } from '@/features/session/place';
import { Confirm } from '@/ui/confirm';
import { showToast } from '@/ui/toast';

/** Says what one loses before one leaves the current workspace; with the last place the account goes, too. */
export function LeaveConfirm({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const { workspaceId, workspace, user } = usePlace();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const places = useQuery(meQuery).data?.workspaces ?? [];
  const only = places.length <= 1;

  async function leave() {
    const path = { workspace_id: workspaceId, user_id: user.id };
    await call(client.POST('/api/v1/workspaces/{workspace_id}/users/{user_id}/leave', { params: { path } }));
    showToast({ title: t`You left ${workspace.name}` });
    if (only) {
      dropSession();
      await navigate({ to: '/sign-in' });
      queryClient.clear();
      return;
    }
    await navigate({ to: '/workspaces' });
    await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
    queryClient.removeQueries({ queryKey: ['w', workspaceId] });
  }
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={
        <Trans>
          Leave <bdi>{workspace.name}</bdi>?
        </Trans>
      }
      confirmLabel={<Trans>Leave workspace</Trans>}
      onConfirm={leave}
    >
      <p>
        <Trans>
          Your place here is deleted: your roles and locations, and your access, at once. It cannot be undone; somebody
          has to invite you again.
        </Trans>
      </p>
      {only && (
        <p className="text-ink">
          <Trans>It is your only workspace, so your account is deleted as well.</Trans>
        </p>
      )}
    </Confirm>
  );
}
