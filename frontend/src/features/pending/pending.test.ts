import { expect, it } from 'vitest';
import { nextReminder } from './pending';

const now = Date.parse('2026-05-03T12:00:00Z');
const hoursAgo = (hours: number) => ({ reminded_at: new Date(now - hours * 3_600_000).toISOString() });

it('allows a reminder where none was sent, or a day has passed', () => {
  expect(nextReminder([{ reminded_at: null }], now)).toBeNull();
  expect(nextReminder([hoursAgo(25)], now)).toBeNull();
});

it('says when the next one is possible', () => {
  expect(nextReminder([hoursAgo(4)], now)?.toISOString()).toBe('2026-05-04T08:00:00.000Z');
});

it('allows one as long as one of several workspaces may be reminded', () => {
  expect(nextReminder([hoursAgo(4), { reminded_at: null }], now)).toBeNull();
});
