import { describe, expect, it } from 'vitest';
import { roomFor } from './limits';
import { countOf, filterOf, rowSearch, showsOf } from './shows';
import { sample } from './test-import';
import { unfitness } from './upload-problem';
import { rateOf } from './use-rate';

describe('the rows that are shown', () => {
  it('are read from the address, without what makes no sense', () => {
    expect(rowSearch({ show: 'role_unknown', q: 2024, cursor: 'c' })).toEqual({
      show: 'role_unknown',
      q: '2024',
      cursor: 'c',
    });
    expect(rowSearch({ show: 'nonsense', q: { a: 1 }, cursor: '' })).toEqual({});
  });

  it.each([
    ['valid', { verdict: ['valid'] }],
    ['email_invalid', { problem: 'email_invalid' }],
    ['failed', { outcome: ['failed'] }],
  ] as const)('are asked for by verdict, problem or outcome: %s', (show, filter) => {
    expect(filterOf({ show, q: 'a' })).toEqual({ ...filter, q: 'a' });
  });

  it('have a chip where there are any; what is ready has one in every preview, and outcomes come first after it', () => {
    const preview = sample({
      counts: { valid: 0, invalid: 2, duplicate: 1 },
      problems: { email_invalid: 2, duplicate: 1 },
    });
    expect(showsOf(preview)).toEqual(['valid', 'invalid', 'duplicate', 'email_invalid']);
    const done = sample({ state: 'done', done_rows: 5, failed_rows: 1, counts: { invalid: 2 }, problems: {} });
    expect(showsOf(done)).toEqual(['invited', 'failed', 'invalid']);
    expect(countOf({ ...done, revoked_rows: 2 }, 'invited')).toBe(3);
  });
});

describe('the limits', () => {
  it('leave room, or say how many are too many', () => {
    const of = sample({ counts: { valid: 30 } });
    const limits = (used: number, mails: number) => ({
      pending_invitations: { limit: 100, used },
      mails_today: { limit: 50, used: mails },
    });
    expect(roomFor({ ...of, limits: limits(70, 20) })).toMatchObject({
      open: 30,
      tooManyOpen: false,
      tooManyToday: false,
    });
    expect(roomFor({ ...of, limits: limits(71, 20) })).toMatchObject({ open: 29, tooManyOpen: true });
    expect(roomFor({ ...of, limits: limits(0, 60) })).toMatchObject({
      today: 0,
      tooManyOpen: false,
      tooManyToday: true,
    });
  });

  it('bound nothing where there are none', () => {
    const none = { limit: null, used: 7 };
    const of = sample({ counts: { valid: 30 }, limits: { pending_invitations: none, mails_today: none } });
    expect(roomFor(of)).toMatchObject({ tooManyOpen: false, tooManyToday: false });
  });
});

describe('the rate', () => {
  const at = new Date('2026-05-03T10:00:00Z').getTime();
  it('is that of the last looks, and before two of them that since the start', () => {
    expect(
      rateOf(
        [
          { at, done: 100 },
          { at: at + 5_000, done: 600 },
        ],
        null,
        at + 5_000,
      ),
    ).toBe(100);
    expect(rateOf([{ at, done: 500 }], '2026-05-03T09:59:50Z', at)).toBe(50);
    expect(rateOf([{ at, done: 0 }], null, at)).toBeNull();
  });
});

describe('a file', () => {
  const file = (name: string, size: number) => ({ name, size }) as File;
  it('is refused before it is sent where it cannot be right', () => {
    expect(unfitness(file('a.csv', 20 * 1024 * 1024 + 1))).toBe('too_large');
    expect(unfitness(file('a.csv', 0))).toBe('empty');
    expect(unfitness(file('a.XLSX', 10))).toBe('not_csv');
    expect(unfitness(file('a.csv', 20 * 1024 * 1024))).toBeNull();
    expect(unfitness(file('people', 10))).toBeNull();
  });
});
