import { useLingui } from '@lingui/react/macro';
import { dateTime, relativeTime } from '@/lib/time';

/** "2 hours ago", with the exact time for a pointer that rests on it and for programs. */
export function Time({ at }: { at: string }) {
  const { t, i18n } = useLingui();
  const age = Date.now() - new Date(at).getTime();
  return (
    <time dateTime={at} title={dateTime(at, i18n.locale)}>
      {age >= 0 && age < 60_000 ? t`just now` : relativeTime(at, i18n.locale)}
    </time>
  );
}
