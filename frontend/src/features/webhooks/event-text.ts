import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { all, familyOf, wholeOf } from './choice';

const families: Record<string, MessageDescriptor> = {
  user: msg`People`,
  invitation: msg`Invitations`,
  approval: msg`Login requests`,
  access_request: msg`Wishes to join`,
  import: msg`Imports`,
  role: msg`Roles`,
  permission: msg`Permissions`,
  location: msg`Locations`,
  workspace: msg`Workspace`,
  api_key: msg`API keys`,
  webhook: msg`Webhooks`,
};

const events: Record<string, MessageDescriptor> = {
  'user.invited': msg`Somebody was invited`,
  'user.asked': msg`Somebody asked to join`,
  'user.accepted': msg`Somebody accepted their invitation`,
  'user.activated': msg`Somebody got access`,
  'user.updated': msg`Name, roles or locations of somebody changed`,
  'user.suspended': msg`Somebody was suspended`,
  'user.reactivated': msg`Somebody got access again`,
  'user.removed': msg`Somebody left or was removed`,
  'user.sessions_ended': msg`Somebody was signed out everywhere`,
  'invitation.resent': msg`An invitation was sent again`,
  'invitation.revoked': msg`An invitation was withdrawn`,
  'invitation.declined': msg`An invitation was declined`,
  'invitation.expired': msg`An invitation expired`,
  'invitation.new_asked': msg`A new invitation link was asked for`,
  'approval.requested': msg`A login request came in`,
  'approval.reminded': msg`The approvers were reminded`,
  'approval.approved': msg`A login request was approved`,
  'approval.rejected': msg`A login request was rejected`,
  'approval.expired': msg`A login request expired`,
  'approval.cancelled': msg`A login request was cancelled`,
  'import.created': msg`A file of people was uploaded`,
  'import.updated': msg`Columns or defaults of an import changed`,
  'import.checked': msg`An import was checked`,
  'import.started': msg`An import was started`,
  'import.done': msg`An import was done`,
  'import.cancelled': msg`An import was cancelled`,
  'import.stopped': msg`An import was stopped by Gatehouse`,
  'import.revoke_asked': msg`Revoking the invitations of an import began`,
  'import.revoked': msg`The invitations of an import were revoked`,
  'role.created': msg`A role was created`,
  'role.updated': msg`A role was changed`,
  'role.deleted': msg`A role was deleted`,
  'permission.created': msg`A permission was added`,
  'permission.updated': msg`A permission was described anew`,
  'permission.removed': msg`A permission was removed`,
  'location.created': msg`A location was added`,
  'location.updated': msg`A location was changed`,
  'location.archived': msg`A location was archived`,
  'location.restored': msg`A location was restored`,
  'location.deleted': msg`A location was deleted`,
  'workspace.updated': msg`The settings of the workspace changed`,
  'api_key.created': msg`An API key was made`,
  'api_key.updated': msg`An API key was changed`,
  'api_key.rotated': msg`An API key got a new secret`,
  'api_key.deleted': msg`An API key was deleted`,
  'webhook.created': msg`A webhook was made`,
  'webhook.updated': msg`A webhook was changed`,
  'webhook.secret_rotated': msg`A webhook got a new secret`,
  'webhook.disabled': msg`A webhook was turned off by Gatehouse`,
  'webhook.deleted': msg`A webhook was deleted`,
  'webhook.tested': msg`A test`,
};

/** What a family of events is about; one of a later version by its own name. */
export function familyText(i18n: I18n, family: string): string {
  const text = families[family];
  return text ? i18n._(text) : family;
}

/** What an event says happened; one of a later version by its own name. */
export function eventText(i18n: I18n, event: string): string {
  const text = events[event];
  return text ? i18n._(text) : event;
}

/** One entry of a webhook's choice in words: everything, a family, or a single event. */
export function choiceText(i18n: I18n, name: string): string {
  if (name === all) return i18n._(msg`Everything`);
  return name === wholeOf(familyOf(name)) ? familyText(i18n, familyOf(name)) : eventText(i18n, name);
}
