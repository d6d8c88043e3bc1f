import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Problem } from '@/api/problem';
import { clockTime } from '@/lib/time';

const texts: Record<string, MessageDescriptor> = {
  network_error: msg`The server can't be reached. Check your connection and try again.`,
  unauthenticated: msg`You are signed out. Sign in again to go on.`,
  permission_denied: msg`You don't have permission to do this.`,
  not_found: msg`This no longer exists, or you can't see it.`,
  precondition_failed: msg`Someone changed this meanwhile. Load it again and repeat your change.`,
  last_admin: msg`A workspace keeps at least one active Admin. Make someone else Admin first.`,
  above_own: msg`This person holds rights that you lack, so you can't change them. Ask somebody who holds them.`,
  reauthentication_required: msg`For this, type your password again.`,
  request_in_progress: msg`This is already being saved.`,
  request_completed: msg`This was saved already. Load the page again to see it.`,
  overloaded: msg`The server is busy right now. Try again in a moment.`,
  unavailable: msg`The server is busy right now. Try again in a moment.`,
};

/** What to tell a person about a failure that no field can show. */
export function problemText(i18n: I18n, error: unknown): string {
  if (!(error instanceof Problem)) return i18n._(msg`Something went wrong. Try again.`);
  if (error.code === 'rate_limited') return rateLimited(i18n, error);
  const known = texts[error.code];
  if (known) return i18n._(known);
  return error.status < 500 && error.detail ? error.detail : i18n._(msg`Something went wrong. Try again.`);
}

function rateLimited(i18n: I18n, problem: Problem): string {
  if (!problem.retryAfter) return i18n._(msg`Too many attempts. Wait a moment and try again.`);
  const at = clockTime(new Date(Date.now() + problem.retryAfter * 1000), i18n.locale);
  return i18n._(msg`Too many attempts. You can try again at ${at}.`);
}
