import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Access, Lack } from '@/api/types';

const states: Partial<Record<Access['user']['status'], MessageDescriptor>> = {
  invited: msg`They have not accepted their invitation yet.`,
  pending_approval: msg`They wait for an administrator's approval.`,
  suspended: msg`They are suspended.`,
};

/**
 * What somebody lacks, as a sentence. `roles` are the names of those of their roles that hold the permission. What is not
 * known here is said as the server says it.
 */
export function missingText(i18n: I18n, { code, detail }: Lack, access: Access, roles: string[]): string {
  const names = new Intl.ListFormat(i18n.locale).format(roles);
  switch (code) {
    case 'not_active': {
      const state = states[access.user.status];
      return state ? i18n._(state) : detail;
    }
    case 'no_role_with_permission':
      return i18n._(msg`None of their roles holds ${access.permission}.`);
    case 'not_at_location':
      return i18n._(msg`They have it from ${names}, but only at their own locations, and this is none of them.`);
    case 'only_at_locations':
      return i18n._(msg`They have it from ${names}, but only at their own locations, not across the workspace.`);
    case 'no_locations':
      return i18n._(msg`They would have it from ${names} at their own locations, but they have none.`);
    default:
      return detail;
  }
}
