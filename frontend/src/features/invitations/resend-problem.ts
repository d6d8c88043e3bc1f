import type { I18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { isProblem } from '@/api/problem';
import { problemText } from '@/i18n/problem-text';
import { clockTime } from '@/lib/time';

/** Why an invitation was not mailed once more, and what else can be done where its address was sent too many mails. */
export function resendProblem(i18n: I18n, error: unknown): string {
  if (!isProblem(error, 'rate_limited') || !error.retryAfter) return problemText(i18n, error);
  const at = clockTime(new Date(Date.now() + error.retryAfter * 1000), i18n.locale);
  return i18n._(
    msg`Too many e-mails went to this address lately. You can send again at ${at}, or copy the link and hand it over yourself.`,
  );
}
