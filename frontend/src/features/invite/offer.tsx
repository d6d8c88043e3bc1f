import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { InvitationLookup } from '@/api/types';
import { dateTime } from '@/lib/time';
import { Avatar } from '@/ui/avatar';

/** Who offers which place to whom, until when. */
export function Offer({ invitation }: { invitation: InvitationLookup }) {
  const { i18n } = useLingui();
  const roles = new Intl.ListFormat(i18n.locale).format(invitation.roles.map((role) => role.name));
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-2 rounded-md border border-line bg-canvas px-4 py-3.5 text-sm">
      <Row term={<Trans>For</Trans>}>{invitation.email}</Row>
      <Row term={invitation.roles.length === 1 ? <Trans>Role</Trans> : <Trans>Roles</Trans>}>{roles}</Row>
      <Row term={<Trans>Valid until</Trans>}>{dateTime(invitation.expires_at, i18n.locale)}</Row>
    </dl>
  );
}

function Row({ term, children }: { term: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd className="font-medium">{children}</dd>
    </>
  );
}

export function OfferHeading({ invitation }: { invitation: InvitationLookup }) {
  const workspace = <bdi>{invitation.workspace.name}</bdi>;
  const inviter = invitation.invited_by?.name;
  return (
    <span className="line-clamp-3">
      {inviter ? (
        <Trans>
          {inviter} invited you to {workspace}
        </Trans>
      ) : (
        <Trans>You are invited to {workspace}</Trans>
      )}
    </span>
  );
}

export function OfferIcon({ invitation }: { invitation: InvitationLookup }) {
  return (
    <span className="mb-2">
      <Avatar name={invitation.workspace.name} square size="lg" />
    </span>
  );
}
