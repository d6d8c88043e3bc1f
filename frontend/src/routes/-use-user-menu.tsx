import { useLingui } from '@lingui/react/macro';
import { Ellipsis } from 'lucide-react';
import type { User } from '@/api/types';
import { useInvitationActions } from '@/features/invitations/use-invitation-actions';
import { useDecisionActions } from '@/features/login-requests/use-decision-actions';
import { usePlace } from '@/features/session/place';
import { iconButtonClass } from '@/ui/button-class';
import { MenuButton, type MenuSection } from '@/ui/menu';

/** The `…` menu of a user's row, put together of what several features can do, and the dialogs that it opens. */
export function useUserMenu() {
  const { t } = useLingui();
  const { user: me } = usePlace();
  const invitations = useInvitationActions();
  const decisions = useDecisionActions();

  function sectionsFor(user: User): MenuSection[] {
    const { name, email, invitation, approval } = user;
    const waits = user.status === 'pending_approval';
    return [
      {
        id: 'decision',
        items: approval?.state === 'pending' ? decisions.itemsFor({ approvalId: approval.id, name, email, waits }) : [],
      },
      {
        id: 'invitation',
        items:
          user.status === 'invited' && invitation
            ? invitations.itemsFor({ id: invitation.id, status: invitation.status, name, email })
            : [],
      },
    ].filter((section) => section.items.length > 0);
  }
  function menuFor(user: User) {
    if (user.id === me.id || sectionsFor(user).length === 0) return null;
    return (
      <MenuButton label={t`Actions for ${user.name}`} className={iconButtonClass} sections={() => sectionsFor(user)}>
        <Ellipsis aria-hidden="true" />
      </MenuButton>
    );
  }
  const dialogs = (
    <>
      {invitations.dialogs}
      {decisions.dialogs}
    </>
  );
  return { menuFor, dialogs };
}
