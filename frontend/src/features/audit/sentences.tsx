import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { AuditEvent } from '@/api/types';
import { programSentences } from './sentences-programs';
import type { Told } from './told';

/** An entry in words: "Ben Okoro suspended Ana Souza". */
export function Sentence({ event }: { event: AuditEvent }): ReactNode {
  const told: Told = {
    who: <Actor event={event} />,
    what: <Target event={event} />,
    to: (field) => {
      const value = event.changes[field]?.to;
      return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';
    },
  };
  return sentences[event.type]?.(told) ?? <Other told={told} type={event.type} />;
}

/** Whether an entry of the type has words of its own. */
export const hasWords = (type: string) => type in sentences;

const sentences: Record<string, (told: Told) => ReactNode> = {
  'workspace.created': ({ what }) => <Trans>The workspace {what} was created</Trans>,
  'workspace.updated': ({ who }) => <Trans>{who} changed the settings of the workspace</Trans>,
  'workspace.deleted': ({ who, what }) => (
    <Trans>
      {who} deleted the workspace {what}
    </Trans>
  ),

  'user.invited': ({ who, what }) => (
    <Trans>
      {who} invited {what}
    </Trans>
  ),
  'user.asked': ({ what }) => <Trans>{what} asked to join</Trans>,
  'user.accepted': ({ what }) => <Trans>{what} accepted the invitation</Trans>,
  'user.activated': ({ what }) => <Trans>{what} got access</Trans>,
  'user.updated': ({ who, what }) => (
    <Trans>
      {who} changed {what}
    </Trans>
  ),
  'user.suspended': ({ who, what }) => (
    <Trans>
      {who} suspended {what}
    </Trans>
  ),
  'user.reactivated': ({ who, what }) => (
    <Trans>
      {who} gave {what} access again
    </Trans>
  ),
  'user.removed': (told) => <Removed told={told} />,
  'user.sessions_ended': ({ who, what }) => (
    <Trans>
      {who} signed {what} out everywhere
    </Trans>
  ),

  'import.created': ({ who, what }) => (
    <Trans>
      {who} uploaded {what} with people to invite
    </Trans>
  ),
  'import.updated': ({ who, what }) => (
    <Trans>
      {who} changed the columns or defaults of the import {what}
    </Trans>
  ),
  'import.checked': ({ what }) => <Trans>The import {what} was checked</Trans>,
  'import.started': ({ who, what }) => (
    <Trans>
      {who} started to invite the people in {what}
    </Trans>
  ),
  'import.done': ({ what }) => <Trans>The people in {what} were invited</Trans>,
  'import.cancelled': ({ who, what }) => (
    <Trans>
      {who} cancelled the import {what}
    </Trans>
  ),
  'import.stopped': ({ what, to }) => {
    switch (to('reason')) {
      case 'internal_error':
        return <Trans>The import {what} stopped: something went wrong in the server again and again</Trans>;
      case 'revoke_failed':
        return <Trans>Not all invitations of the import {what} were revoked: something went wrong in the server</Trans>;
      case 'revoker_lost_access':
        return (
          <Trans>Not all invitations of the import {what} were revoked: who began it may not invite any more</Trans>
        );
    }
    return <Trans>The import {what} stopped: whoever started it may not invite any more</Trans>;
  },
  'import.revoke_asked': ({ who, what }) => (
    <Trans>
      {who} began to revoke the invitations of the import {what}
    </Trans>
  ),
  'import.revoked': ({ what }) => <Trans>The invitations of the import {what} were revoked</Trans>,

  'invitation.resent': ({ who, what }) => (
    <Trans>
      {who} sent the invitation of {what} again
    </Trans>
  ),
  'invitation.revoked': ({ who, what }) => (
    <Trans>
      {who} withdrew the invitation of {what}
    </Trans>
  ),
  'invitation.declined': ({ what }) => <Trans>{what} declined the invitation</Trans>,
  'invitation.expired': ({ what }) => <Trans>The invitation of {what} expired</Trans>,
  'invitation.new_asked': ({ what }) => <Trans>{what} asked for a new invitation link</Trans>,
  'invitation.refused': ({ what }) => (
    <Trans>Somebody signed in as another person opened the invitation of {what}, and was refused</Trans>
  ),

  'access_request.refused': () => (
    <Trans>Somebody signed in as another person opened the link of a wish to join, and was refused</Trans>
  ),

  'approval.requested': ({ what }) => <Trans>A login request for {what} came in</Trans>,
  'approval.reminded': ({ what }) => <Trans>{what} reminded the approvers</Trans>,
  'approval.approved': ({ who, what }) => (
    <Trans>
      {who} approved the login request of {what}
    </Trans>
  ),
  'approval.rejected': ({ who, what }) => (
    <Trans>
      {who} rejected and deleted {what}
    </Trans>
  ),
  'approval.expired': ({ what }) => <Trans>Nobody decided in time: {what} expired</Trans>,
  'approval.cancelled': ({ what }) => <Trans>Before anybody decided, {what} was cancelled</Trans>,

  'role.created': ({ who, what }) => (
    <Trans>
      {who} created the role {what}
    </Trans>
  ),
  'role.updated': ({ who, what }) => (
    <Trans>
      {who} changed the role {what}
    </Trans>
  ),
  'role.deleted': ({ who, what }) => (
    <Trans>
      {who} deleted the role {what}
    </Trans>
  ),
  'permission.created': ({ who, what }) => (
    <Trans>
      {who} added the permission {what}
    </Trans>
  ),
  'permission.updated': ({ who, what }) => (
    <Trans>
      {who} changed the permission {what}
    </Trans>
  ),
  'permission.removed': ({ who, what }) => (
    <Trans>
      {who} removed the permission {what}
    </Trans>
  ),

  ...programSentences,

  'location.created': ({ who, what }) => (
    <Trans>
      {who} added the location {what}
    </Trans>
  ),
  'location.updated': ({ who, what }) => (
    <Trans>
      {who} changed the location {what}
    </Trans>
  ),
  'location.archived': ({ who, what }) => (
    <Trans>
      {who} archived the location {what}
    </Trans>
  ),
  'location.restored': ({ who, what }) => (
    <Trans>
      {who} restored the location {what}
    </Trans>
  ),
  'location.deleted': ({ who, what }) => (
    <Trans>
      {who} deleted the location {what}
    </Trans>
  ),

  'account.created': ({ what }) => <Trans>An account for {what} was created</Trans>,
  'account.updated': ({ what }) => <Trans>{what} changed their account</Trans>,
  'account.credential_set': ({ what }) => <Trans>{what} set a password</Trans>,
  'account.reset_asked': ({ what }) => <Trans>A link to set a new password was asked for {what}</Trans>,
  'account.reauthenticated': ({ what }) => <Trans>{what} typed their password again</Trans>,
  'account.email_asked': ({ what }) => <Trans>{what} asked to change their e-mail address</Trans>,
  'account.email_confirmed': ({ what }) => <Trans>{what} confirmed an e-mail address</Trans>,
  'account.email_changed': ({ what }) => <Trans>{what} changed their e-mail address</Trans>,
  'account.email_refused': ({ what }) => <Trans>The e-mail address of {what} was not changed</Trans>,
  'account.deleted': () => <Trans>An account was deleted with its last place</Trans>,

  'session.created': ({ what }) => <Trans>{what} signed in</Trans>,
  'session.revoked': ({ what }) => <Trans>A session of {what} ended</Trans>,
  'session.refused': ({ what }) => <Trans>Signing in as {what} was refused</Trans>,

  'entry.denied': ({ who, to }) => {
    if (!to('permission')) return <Trans>{who} was refused something that they may not do</Trans>;
    const permission = <code className="font-mono text-sm">{to('permission')}</code>;
    return (
      <Trans>
        {who} was refused: the permission {permission} was missing
      </Trans>
    );
  },
};

function Removed({ told: { who, what, to } }: { told: Told }): ReactNode {
  switch (to('reason')) {
    case 'left':
      return <Trans>{what} left the workspace</Trans>;
    case 'declined':
      return <Trans>{what} was removed after declining the invitation</Trans>;
    case 'withdrawn':
      return <Trans>{what} withdrew, and was removed</Trans>;
    case 'expired':
      return <Trans>{what} was removed, because nobody decided in time</Trans>;
    default:
      return (
        <Trans>
          {who} removed {what}
        </Trans>
      );
  }
}

/** What a later version records, in the words that it has itself. */
function Other({ told: { who, what }, type }: { told: Told; type: string }): ReactNode {
  const code = <code className="font-mono text-sm">{type}</code>;
  return (
    <Trans>
      {who}: {code} ({what})
    </Trans>
  );
}

function Actor({ event: { actor } }: { event: AuditEvent }): ReactNode {
  if (actor.kind === 'system') return <Trans>Gatehouse</Trans>;
  if (actor.kind === 'operator') return <Trans>The operator of the server</Trans>;
  if (actor.kind === 'api_key') {
    const key = <Name>{actor.label}</Name>;
    return <Trans>The API key {key}</Trans>;
  }
  if (actor.label) return <Name>{actor.label}</Name>;
  return actor.kind === 'guest' ? <Trans>Somebody with an invitation link</Trans> : <Trans>Somebody</Trans>;
}

function Target({ event: { target } }: { event: AuditEvent }): ReactNode {
  if (target.label) return <Name>{target.label}</Name>;
  switch (target.kind) {
    case 'approval':
      return <Trans>a login request</Trans>;
    case 'invitation':
      return <Trans>an invited person</Trans>;
    case 'account':
    case 'user':
      return <Trans>somebody</Trans>;
    default:
      return target.id;
  }
}

const Name = ({ children }: { children: string }) => (
  <b className="font-medium [overflow-wrap:anywhere]">
    <bdi>{children}</bdi>
  </b>
);
