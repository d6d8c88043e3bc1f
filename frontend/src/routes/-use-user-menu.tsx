import { useLingui } from '@lingui/react/macro';
import type { User } from '@/api/types';
import { useInvitationActions } from '@/features/invitations/use-invitation-actions';
import { useDecisionActions } from '@/features/login-requests/use-decision-actions';
import { useUserActions } from '@/features/users/use-user-actions';
import { iconButtonClass } from '@/ui/button-class';
import { Dots } from '@/ui/dots';
import { MenuButton, type MenuSection } from '@/ui/menu';

/** The `…` menu of a user's row, put together of what several features can do, and the dialogs that it opens. */
export function useUserMenu({ onRemoved }: { onRemoved?: () => void } = {}) {
  const { t } = useLingui();
  const invitations = useInvitationActions();
  const decisions = useDecisionActions();
  const people = useUserActions(onRemoved);

  function invitationItems({ name, email, status, invitation }: User) {
    if (status !== 'invited' || !invitation) return [];
    const items = invitations.itemsFor({ id: invitation.id, status: invitation.status, name, email });
    // An invitation that has ended is not revoked any more: the person is removed.
    return invitation.status === 'pending' ? items : items.filter(({ id }) => id !== 'revoke');
  }
  /** All but Edit, which the person's own page leaves out. */
  function actionsFor(user: User): MenuSection[] {
    const { name, email, approval } = user;
    const waits = user.status === 'pending_approval';
    return [
      {
        id: 'decision',
        items:
          approval?.state === 'pending'
            ? decisions.itemsFor({ approvalId: approval.id, name, email, waits, roles: user.roles.map(({ id }) => id) })
            : [],
      },
      { id: 'invitation', items: invitationItems(user) },
      { id: 'access', items: people.access(user) },
    ];
  }
  function menuFor(user: User) {
    const sections = [{ id: 'person', items: people.edit(user) }, ...actionsFor(user)].filter(
      (section) => section.items.length > 0,
    );
    if (sections.length === 0) return null;
    return (
      <MenuButton label={t`Actions for ${user.name}`} className={iconButtonClass} sections={() => sections}>
        <Dots />
      </MenuButton>
    );
  }
  const dialogs = (
    <>
      {invitations.dialogs}
      {decisions.dialogs}
      {people.dialogs}
    </>
  );
  return { menuFor, actionsFor, dialogs };
}
