import { Trans, useLingui } from '@lingui/react/macro';
import type { User } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { Confirm } from '@/ui/confirm';
import { showToast } from '@/ui/toast';
import { endSessionsOf, removeUser, suspendUser, useRefreshUsers } from './people';

type UserConfirmProps = { user: User; onClose: () => void };

export function SuspendConfirm({ user, onClose }: UserConfirmProps) {
  const { t } = useLingui();
  const { workspaceId, workspace } = usePlace();
  const refresh = useRefreshUsers(workspaceId);
  const { id, name } = user;

  async function suspend() {
    await suspendUser(workspaceId, id);
    refresh();
    showToast({ title: t`${name} is suspended` });
  }
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={
        <Trans>
          Suspend <bdi>{name}</bdi>?
        </Trans>
      }
      confirmLabel={<Trans>Suspend</Trans>}
      onConfirm={suspend}
    >
      <p>
        <Trans>
          Their access to <bdi>{workspace.name}</bdi> ends at their next request, in every browser where they are signed
          in. Roles and locations are kept, and you can give the access back at any time.
        </Trans>
      </p>
    </Confirm>
  );
}

export function EndSessionsConfirm({ user, onClose }: UserConfirmProps) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const { id, name } = user;

  async function end() {
    await endSessionsOf(workspaceId, id);
    showToast({ title: t`${name} is signed out everywhere` });
  }
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={
        <Trans>
          End the sessions of <bdi>{name}</bdi>?
        </Trans>
      }
      confirmLabel={<Trans>End sessions</Trans>}
      onConfirm={end}
    >
      <p>
        <Trans>
          They are signed out at once in every browser, also in other workspaces: a session belongs to the person and
          not to a workspace. Their access stays; they can sign in again.
        </Trans>
      </p>
    </Confirm>
  );
}

export function RemoveConfirm({
  user,
  onClose,
  onRemoved,
}: UserConfirmProps & { onRemoved?: (() => void) | undefined }) {
  const { t } = useLingui();
  const { workspaceId, workspace } = usePlace();
  const refresh = useRefreshUsers(workspaceId);
  const { id, name, email } = user;

  async function remove() {
    await removeUser(workspaceId, id);
    onRemoved?.();
    refresh();
    showToast({ title: t`${name} was removed` });
  }
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={
        <Trans>
          Remove <bdi>{name}</bdi>?
        </Trans>
      }
      confirmLabel={<Trans>Remove</Trans>}
      onConfirm={remove}
    >
      <p>
        <Trans>
          This deletes the place of <span className="text-ink">{email}</span> in <bdi>{workspace.name}</bdi>{' '}
          permanently: name, roles, locations, invitations and requests. Where it is their only place, their account is
          deleted with it.
        </Trans>
      </p>
      <p>
        <Trans>
          Their access ends at their next request. It cannot be undone, but you can invite them again; the audit log
          alone keeps that it happened.
        </Trans>
      </p>
    </Confirm>
  );
}
