import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

const fields: Record<string, MessageDescriptor> = {
  access_requests: msg`Asking to join`,
  account_count: msg`Accounts`,
  account_id: msg`Account`,
  address: msg`Address`,
  approval_id: msg`Login request`,
  approval_policy: msg`Approval policy`,
  approval_ttl_hours: msg`Login requests wait for (hours)`,
  by: msg`By way of`,
  capped: msg`Often refused: further refusals may be missing here`,
  description: msg`Description`,
  done_rows: msg`Invited`,
  email: msg`E-mail address`,
  enabled: msg`Turned on`,
  event_id: msg`Entry`,
  event_types: msg`Events`,
  expires_at: msg`Ends`,
  failed_rows: msg`Failed`,
  file_name: msg`File`,
  flags: msg`Remarks`,
  four_eyes: msg`Four eyes`,
  generation: msg`Link number`,
  holders: msg`People who held it`,
  import_id: msg`Import`,
  invitation_id: msg`Invitation`,
  invitation_ttl_hours: msg`Invitations last (hours)`,
  locale: msg`Language`,
  location: msg`Location`,
  location_ids: msg`Locations`,
  mapping: msg`Columns`,
  message: msg`Message`,
  name: msg`Name`,
  note: msg`Note`,
  operation: msg`Operation`,
  own_domains: msg`Own domains`,
  owner_id: msg`Works for`,
  permission: msg`Permission`,
  permissions: msg`Permissions`,
  previous_until: msg`The secret before it ends`,
  reason: msg`Reason`,
  replaced_by: msg`Replaced by`,
  replaced_with: msg`Replaced with`,
  revoked_rows: msg`Revoked`,
  role: msg`Role`,
  role_id: msg`Role`,
  role_ids: msg`Roles`,
  row: msg`Line`,
  scope: msg`Scope`,
  session_id: msg`Session`,
  sessions: msg`Sessions`,
  slug: msg`Address name`,
  status: msg`Status`,
  timezone: msg`Time zone`,
  total_rows: msg`Lines`,
  url: msg`URL`,
  user_count: msg`People`,
  user_id: msg`Person`,
  valid_rows: msg`Ready`,
};

/** What a field of an entry is called; one that is not known here, by its own name. */
export function fieldText(i18n: I18n, field: string): string {
  const text = fields[field];
  if (text) return i18n._(text);
  const words = field.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const values: Record<string, Record<string, MessageDescriptor>> = {
  status: {
    invited: msg`Invited`,
    pending_approval: msg`Pending approval`,
    active: msg`Active`,
    suspended: msg`Suspended`,
    pending: msg`Waiting for an answer`,
    expired: msg`Expired`,
    declined: msg`Declined`,
    revoked: msg`Revoked`,
  },
  scope: { workspace: msg`Across the workspace`, locations: msg`At one's locations` },
  approval_policy: {
    always: msg`Always`,
    unless_invited_by_approver: msg`Unless an approver invited them`,
    outside_domains: msg`Outside the own domains`,
    never: msg`Never`,
  },
  reason: {
    turned_off: msg`Turned off by hand`,
    gone: msg`The endpoint answered 410 Gone`,
    failing: msg`Nothing was delivered for three days`,
    owner_lost_access: msg`Its owner lost access`,
    url_changed: msg`Another URL`,
    asked: msg`Asked for`,
    permission_denied: msg`Not allowed`,
    role_above_own: msg`A role that allows more than their own roles`,
    above_own: msg`Somebody, or something, with rights that they lack`,
    api_key_above_own: msg`A key that allows more than they hold themselves`,
    four_eyes: msg`They invited the person themselves (four eyes)`,
    person_required: msg`For people, not for API keys`,
    built_in_role: msg`A built-in role cannot be changed`,
    built_in_permission: msg`A built-in permission cannot be changed`,
  },
  access_requests: { off: msg`Off`, domains: msg`Own domains`, anyone: msg`Anyone` },
};

const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A value of an entry as people read it; '' where there is none. `names` has what ids name today. */
export function valueText(i18n: I18n, names: Record<string, string>, field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  if (Array.isArray(value)) {
    const list = value.map((item) => valueText(i18n, names, field, item)).filter(Boolean);
    return new Intl.ListFormat(i18n.locale, { type: 'unit' }).format(list);
  }
  if (typeof value === 'boolean') return value ? i18n._(msg`On`) : i18n._(msg`Off`);
  if (typeof value === 'number') return new Intl.NumberFormat(i18n.locale).format(value);
  if (typeof value !== 'string') return JSON.stringify(value);
  const known = values[field]?.[value];
  if (known) return i18n._(known);
  if (!id.test(value)) return value;
  // The first digits of ids that were made at the same time are the same; the last ones tell them apart.
  return names[value] ?? `…${value.slice(-6)}`;
}
