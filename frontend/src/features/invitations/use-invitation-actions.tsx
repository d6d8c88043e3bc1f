import { Trans, useLingui } from '@lingui/react/macro';
import { Link2, MailX, Send } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { usePlace } from '@/features/session/place';
import { problemText } from '@/i18n/problem-text';
import { Confirm } from '@/ui/confirm';
import type { MenuItem } from '@/ui/menu';
import { showToast } from '@/ui/toast';
import { type InvitationStatus, resendInvitation, revokeInvitation, useRefreshPeople } from './api';
import { resendProblem } from './resend-problem';

const LinkDialog = lazy(() => import('./link-dialog'));

/** An invitation as the row of any list knows it. */
export type InvitationTarget = { id: string; status: InvitationStatus; name: string; email: string };

/** What can be done with an invitation from a row's menu, and the dialogs for it, which stand once beside the list. */
export function useInvitationActions(): { itemsFor: (target: InvitationTarget) => MenuItem[]; dialogs: ReactNode } {
  const { t } = useLingui();
  const { can } = usePlace();
  const [revoking, setRevoking] = useState<InvitationTarget | null>(null);
  const { resend, copyLink, link, closeLink } = useResend();

  function itemsFor(target: InvitationTarget): MenuItem[] {
    if (!can('users:invite') || target.status === 'accepted' || target.status === 'revoked') return [];
    return [
      { id: 'resend', text: t`Resend invitation`, icon: <Send />, onAction: () => void resend(target) },
      {
        id: 'copy-link',
        text: t`Copy invitation link`,
        description: t`Replaces the earlier link`,
        icon: <Link2 />,
        onAction: () => void copyLink(target),
      },
      {
        id: 'revoke',
        text: t`Revoke invitation…`,
        icon: <MailX />,
        danger: true,
        onAction: () => setRevoking(target),
      },
    ];
  }
  const dialogs = (
    <>
      {link && (
        <Suspense fallback={null}>
          <LinkDialog name={link.name} url={link.url} replaces onClose={closeLink} />
        </Suspense>
      )}
      {revoking && <RevokeConfirm target={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
  return { itemsFor, dialogs };
}

function useResend() {
  const { t, i18n } = useLingui();
  const { workspaceId } = usePlace();
  const refresh = useRefreshPeople(workspaceId);
  const [link, setLink] = useState<{ name: string; url: string } | null>(null);

  function failed(error: unknown, description = problemText(i18n, error)) {
    showToast({ tone: 'danger', title: t`The invitation was not sent again`, description });
  }
  async function resend({ id, email }: InvitationTarget) {
    try {
      await resendInvitation(workspaceId, id, 'email');
      showToast({ title: t`Invitation sent again to ${email}`, description: t`The earlier link no longer works.` });
    } catch (error) {
      failed(error, resendProblem(i18n, error));
    }
    refresh();
  }
  async function copyLink({ id, name }: InvitationTarget) {
    try {
      const { accept_url: url } = await resendInvitation(workspaceId, id, 'link');
      if (url) setLink({ name, url });
    } catch (error) {
      failed(error);
    }
    refresh();
  }
  return { resend, copyLink, link, closeLink: () => setLink(null) };
}

function RevokeConfirm({ target, onClose }: { target: InvitationTarget; onClose: () => void }) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const refresh = useRefreshPeople(workspaceId);
  const { name, email } = target;

  async function revoke() {
    await revokeInvitation(workspaceId, target.id);
    refresh();
    showToast({ title: t`Invitation of ${name} revoked` });
  }
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={
        <Trans>
          Revoke the invitation of <bdi>{name}</bdi>?
        </Trans>
      }
      confirmLabel={<Trans>Revoke invitation</Trans>}
      onConfirm={revoke}
    >
      <p>
        <Trans>
          The link sent to {email} stops working at once, and the invited user is deleted. You can invite them again.
        </Trans>
      </p>
    </Confirm>
  );
}
