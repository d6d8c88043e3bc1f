import { useLingui } from '@lingui/react/macro';
import { getRouteApi, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Invitation } from '@/api/types';
import { InvitationsList } from '@/features/invitations/invitations-list';
import type { InvitationSearch } from '@/features/invitations/shows';
import { useInvitationActions } from '@/features/invitations/use-invitation-actions';
import { iconButtonClass } from '@/ui/button-class';
import { Dots } from '@/ui/dots';
import { MenuButton } from '@/ui/menu';

const page = getRouteApi('/w/$workspaceId/settings/permissions');

/** The open and past invitations of the workspace. */
export default function Invitations({ invite }: { invite: ReactNode }) {
  const { t } = useLingui();
  const { q, show, mail, cursor } = page.useSearch();
  const navigate = page.useNavigate();
  const trail = useRouterState({ select: ({ location }) => location.state.trail }) ?? [];
  const { itemsFor, dialogs } = useInvitationActions();

  function onSearch(change: InvitationSearch, newTrail: string[] = []) {
    void navigate({
      search: (before) => ({ ...before, cursor: undefined, ...change }),
      state: { trail: newTrail },
      replace: !('cursor' in change),
      resetScroll: false,
    });
  }
  function menuFor(invitation: Invitation) {
    const items = itemsFor(invitation);
    if (items.length === 0) return null;
    return (
      <MenuButton
        label={t`Actions for ${invitation.name}`}
        className={iconButtonClass}
        sections={() => [{ id: 'invitation', items }]}
      >
        <Dots />
      </MenuButton>
    );
  }
  return (
    <>
      <InvitationsList
        search={{ q, show, mail, cursor }}
        trail={trail}
        onSearch={onSearch}
        menuFor={menuFor}
        invite={invite}
      />
      {dialogs}
    </>
  );
}
