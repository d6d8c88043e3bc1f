const day = 86_400_000;
const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', day],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** The reader's own region where it speaks the app's language: an Australian reads English with Australian dates. */
export function regional(locale: string): string {
  return navigator.languages.find((tag) => tag.split('-')[0] === locale) ?? locale;
}

/** "2 hours ago", "in 3 days"; below a minute, "now". What is past is counted in full units, what is to come is rounded. */
export function relativeTime(iso: string, locale: string, now = Date.now()): string {
  const distance = new Date(iso).getTime() - now;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const [unit, size] of steps) {
    if (Math.abs(distance) >= size)
      return format.format(distance < 0 ? Math.trunc(distance / size) : Math.round(distance / size), unit);
  }
  return format.format(0, 'second');
}

/** "3 May 2026, 14:05" in the reader's own time zone. */
export function dateTime(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(regional(locale), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

/** "14:05", or with the date where that is not today. */
export function clockTime(at: Date, locale: string, now = new Date()): string {
  const sameDay = at.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(
    regional(locale),
    sameDay ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' },
  ).format(at);
}
