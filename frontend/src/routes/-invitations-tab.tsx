import { useLingui } from '@lingui/react/macro';
import { getRouteApi, useRouterState } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Invitation } from '@/api/types';
import { InvitationsList } from '@/features/invitations/invitations-list';
import type { InvitationShow } from '@/features/invitations/shows';
import { useInvitationActions } from '@/features/invitations/use-invitation-actions';
import { iconButtonClass } from '@/ui/button-class';
import { MenuButton } from '@/ui/menu';

const page = getRouteApi('/w/$workspaceId/settings/permissions');

/** The open and past invitations of the workspace. */
export default function Invitations({ invite }: { invite: ReactNode }) {
  const { t } = useLingui();
  const { show, cursor } = page.useSearch();
  const navigate = page.useNavigate();
  const trail = useRouterState({ select: ({ location }) => location.state.trail }) ?? [];
  const { itemsFor, dialogs } = useInvitationActions();

  function onChange(
    change: { show?: InvitationShow | undefined; cursor?: string | undefined },
    newTrail: string[] = [],
  ) {
    void navigate({ search: { tab: 'invitations', ...change }, state: { trail: newTrail }, resetScroll: false });
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
        <Ellipsis aria-hidden="true" />
      </MenuButton>
    );
  }
  return (
    <>
      <InvitationsList
        show={show}
        cursor={cursor}
        trail={trail}
        onChange={onChange}
        menuFor={menuFor}
        invite={invite}
      />
      {dialogs}
    </>
  );
}
