import { useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { CirclePause, CirclePlay, DoorOpen, MonitorOff, Pencil, UserX } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { User } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { LeaveConfirm } from '@/features/workspaces/leave-confirm';
import { problemText } from '@/i18n/problem-text';
import type { MenuItem } from '@/ui/menu';
import { showToast } from '@/ui/toast';
import { reactivateUser, useRefreshUsers } from './people';
import { useLimits } from './use-limits';
import { EndSessionsConfirm, RemoveConfirm, SuspendConfirm } from './user-confirms';

type Asking = { about: 'suspend' | 'end-sessions' | 'remove' | 'leave'; user: User };

/** What can be done with a user: to edit, suspend, reactivate, remove; for oneself, to leave. And the dialogs for it. */
export function useUserActions(onRemoved?: () => void): {
  edit: (user: User) => MenuItem[];
  access: (user: User) => MenuItem[];
  dialogs: ReactNode;
} {
  const { t } = useLingui();
  const { workspaceId, can, user: me } = usePlace();
  const navigate = useNavigate();
  const why = useLimits();
  const reactivate = useReactivate();
  const [asking, setAsking] = useState<Asking | null>(null);
  // Who administers nobody gets no menu full of things that are off.
  const administers = ['users:update', 'users:suspend', 'users:remove'].some(can);

  function edit(user: User): MenuItem[] {
    if (!administers) return [];
    const to = { to: '/w/$workspaceId/settings/users/$userId' as const, params: { workspaceId, userId: user.id } };
    const disabledReason = why('users:update', user);
    return [{ id: 'edit', text: t`Edit`, icon: <Pencil />, disabledReason, onAction: () => void navigate(to) }];
  }
  function access(user: User): MenuItem[] {
    const ask = (about: Asking['about']) => () => setAsking({ about, user });
    if (user.id === me.id) {
      return [{ id: 'leave', text: t`Leave…`, icon: <DoorOpen />, danger: true, onAction: ask('leave') }];
    }
    if (!administers) return [];
    const items: MenuItem[] = [];
    const disabledReason = why('users:suspend', user);
    if (user.status === 'active') {
      items.push({ id: 'suspend', text: t`Suspend…`, icon: <CirclePause />, disabledReason, onAction: ask('suspend') });
    }
    if (user.status === 'suspended') {
      const onAction = () => void reactivate(user);
      items.push({ id: 'reactivate', text: t`Reactivate`, icon: <CirclePlay />, disabledReason, onAction });
    }
    if (user.status === 'active' || user.status === 'suspended') {
      const end = { id: 'end-sessions', text: t`End sessions…`, icon: <MonitorOff /> };
      items.push({ ...end, disabledReason, onAction: ask('end-sessions') });
    }
    if (removable(user, can)) {
      const reason = why('users:remove', user);
      const remove = { id: 'remove', text: t`Remove…`, icon: <UserX />, danger: true };
      items.push({ ...remove, disabledReason: reason, onAction: ask('remove') });
    }
    return items;
  }
  const close = () => setAsking(null);
  const dialogs = asking && (
    <>
      {asking.about === 'suspend' && <SuspendConfirm user={asking.user} onClose={close} />}
      {asking.about === 'end-sessions' && <EndSessionsConfirm user={asking.user} onClose={close} />}
      {asking.about === 'remove' && <RemoveConfirm user={asking.user} onClose={close} onRemoved={onRemoved} />}
      {asking.about === 'leave' && <LeaveConfirm onClose={close} />}
    </>
  );
  return { edit, access, dialogs };
}

/** A live invitation is revoked, and a request rejected, by whoever may do that; removing would say the same twice. */
function removable({ status, invitation }: User, can: (permission: string) => boolean): boolean {
  if (status === 'pending_approval') return !can('approvals:decide');
  return status !== 'invited' || invitation?.status !== 'pending' || !can('users:invite');
}

function useReactivate() {
  const { t, i18n } = useLingui();
  const { workspaceId } = usePlace();
  const refresh = useRefreshUsers(workspaceId);
  return async function reactivate({ id, name }: User) {
    try {
      await reactivateUser(workspaceId, id);
      showToast({ title: t`${name} has access again` });
    } catch (error) {
      showToast({ tone: 'danger', title: t`${name} was not reactivated`, description: problemText(i18n, error) });
    }
    refresh();
  };
}
