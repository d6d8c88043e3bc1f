import { describe, expect, it } from 'vitest';
import { i18n } from '@/i18n/i18n';
import { chosenIn, countOf, type EventGroup, groupsOf, setEvent, setGroup } from './choice';
import { choiceText } from './event-text';
import { pretty } from './pretty';
import { isSoon, pauseFor } from './queries';
import { deliverySearch } from './search';
import { at, known, webhook } from './test-webhook';
import { patchOf } from './use-webhook-form';
import { labelOf, outcomeText } from './words';

describe('a choice of events', () => {
  const groups = groupsOf(known);
  const [user, role, location, zoo] = groups as [EventGroup, EventGroup, EventGroup, EventGroup];

  it('is shown by groups, those of a later version last', () => {
    expect(groups.map(({ family }) => family)).toEqual(['user', 'role', 'location', 'zoo']);
    expect(chosenIn(user, ['user.invited', 'role.*'])).toEqual(['user.invited']);
    expect(chosenIn(role, ['*'])).toEqual(role.events);
    expect(countOf(known, ['user.*', 'role.created'])).toBe(3);
    expect(countOf(known, ['*'])).toBe(known.length);
  });

  it('becomes the group where all of it is chosen, and single events where it is not', () => {
    expect(setEvent(groups, ['user.invited'], user, 'user.removed', true)).toEqual(['user.*']);
    expect(setEvent(groups, ['user.*'], user, 'user.invited', false)).toEqual(['user.removed']);
    expect(setEvent(groups, ['*'], role, 'role.created', false)).toEqual([
      'user.*',
      'location.*',
      'zoo.*',
      'role.deleted',
    ]);
    expect(setGroup(groups, ['user.invited', 'role.created'], user, true)).toEqual(['role.created', 'user.*']);
    expect(setGroup(groups, ['role.*'], role, false)).toEqual([]);
    expect(setGroup(groups, ['later.kind'], location, true)).toEqual(['later.kind', 'location.*']);
  });

  it('is told in words, and as it is written where there are none', () => {
    expect(
      ['*', 'user.*', 'user.invited', `${zoo.family}.*`, 'zoo.opened'].map((name) => choiceText(i18n, name)),
    ).toEqual(['Everything', 'People', 'Somebody was invited', 'zoo', 'zoo.opened']);
  });
});

describe('what a try came to', () => {
  it.each([
    [204, null, 'Taken: it answered 204'],
    [null, 'timeout', 'It did not answer in time'],
    [503, 'not_taken', 'It answered 503'],
    [302, 'redirected', 'It answered 302: redirections are not followed'],
    [null, 'something_new', 'something_new'],
  ])('%s %s is told in words', (status, what, words) => {
    expect(outcomeText(i18n, { status, problem: what })).toBe(words);
  });

  it('is looked for soon where it is about to come, and not at all where nothing is to come', () => {
    const now = Date.parse(at);
    const next = (ms: number) => ({ next_try_at: new Date(now + ms).toISOString() });
    expect(pauseFor([{ next_try_at: null }], now)).toBe(false);
    expect(pauseFor([next(3_600_000), next(2_000)], now)).toBe(1_500);
    expect(pauseFor([next(3_600_000)], now)).toBe(10_000);
    expect(pauseFor([next(-3_600_000)], now)).toBe(10_000);
    expect([next(-3_600_000), next(30_000), next(90_000)].map((each) => isSoon(each.next_try_at, now))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

it('an address that makes no sense shows everything', () => {
  expect(deliverySearch({ state: 'failed', cursor: 20, open: 'd1' })).toEqual({
    state: 'failed',
    cursor: '20',
    open: 'd1',
  });
  expect(deliverySearch({ state: 'lost', cursor: '<', open: 7 })).toEqual({
    state: undefined,
    cursor: undefined,
    open: undefined,
  });
});

it('what is no JSON is shown as it came', () => {
  expect(pretty('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(pretty('{"a":')).toBe('{"a":');
});

it('a change holds what differs alone', () => {
  const values = { url: webhook.url, description: webhook.description, event_types: ['user.*'] };
  expect(patchOf(webhook, values)).toEqual({});
  expect(patchOf(webhook, { ...values, event_types: ['*'], url: 'https://b.example' })).toEqual({
    event_types: ['*'],
    url: 'https://b.example',
  });
});

it('a webhook is called by its description, or by the host that it tells', () => {
  expect(labelOf(webhook)).toBe('Fleet app');
  expect(labelOf({ description: '', url: 'https://fleet.example.com/hooks' })).toBe('fleet.example.com');
  expect(labelOf({ description: 'x'.repeat(500), url: '' })).toHaveLength(120);
});
