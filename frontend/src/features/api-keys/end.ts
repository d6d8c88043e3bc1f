/** When a key shall end, as the form has it: as it is, in so many days, with a day, or never. */
export type End = 'keep' | '30' | '90' | '365' | 'day' | 'never';

const dayMs = 86_400_000;

/** The moment for the API; null says never, undefined leaves it as it is. A day is the reader's own, to its end. */
export function momentOf(end: End, day: string, now = Date.now()): string | null | undefined {
  switch (end) {
    case 'keep':
      return undefined;
    case 'never':
      return null;
    case 'day': {
      const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
      return new Date(year, month - 1, date + 1).toISOString();
    }
    default:
      return new Date(now + Number(end) * dayMs).toISOString();
  }
}

/** "2027-01-31" for the reader's own day. */
export function dayAfter(days: number, now = Date.now()): string {
  const at = new Date(now + days * dayMs);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
