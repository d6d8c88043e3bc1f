import { describe, expect, it } from 'vitest';
import { nextAddress } from './next-address';
import { randomKey } from './submit-key';
import { clockTime, relativeTime } from './time';

const now = Date.parse('2026-05-03T12:00:00Z');
const before = (ms: number) => new Date(now - ms).toISOString();

describe('relative time', () => {
  it.each([
    [20_000, 'now'],
    [61_000, '1 minute ago'],
    [2 * 3_600_000, '2 hours ago'],
    [26 * 3_600_000, 'yesterday'],
    [-3 * 86_400_000, 'in 3 days'],
  ])('%i ms before is %s', (ms, text) => {
    expect(relativeTime(before(ms), 'en', now)).toBe(text);
  });
});

it('names the day where a clock time is not today', () => {
  const today = new Date(2026, 4, 3, 9, 0);
  expect(clockTime(new Date(2026, 4, 3, 14, 5), 'en', today)).not.toMatch(/May/);
  expect(clockTime(new Date(2026, 4, 4, 14, 5), 'en', today)).toMatch(/May/);
});

describe('the address to go on to', () => {
  it.each(['/w/1/settings/users?q=a', '/'])('may be %s', (value) => expect(nextAddress(value)).toBe(value));
  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '', undefined, 7])(
    'may not be %s',
    (value) => expect(nextAddress(value)).toBeUndefined(),
  );
});

it('makes keys that differ', () => {
  expect(randomKey()).toMatch(/^[0-9a-f]{32}$/);
  expect(randomKey()).not.toBe(randomKey());
});
