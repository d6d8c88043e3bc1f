import { useLingui } from '@lingui/react/macro';
import { dateTime, relativeTime } from '@/lib/time';

/** "2 hours ago", with the exact time for a pointer that rests on it and for programs. */
export function Time({ at }: { at: string }) {
  const { i18n } = useLingui();
  return (
    <time dateTime={at} title={dateTime(at, i18n.locale)}>
      {relativeTime(at, i18n.locale)}
    </time>
  );
}
