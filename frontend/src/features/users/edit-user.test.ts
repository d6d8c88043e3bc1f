import { describe, expect, it } from 'vitest';
import { changedFields, patchOf, rebase } from './edit-user';

const base = { name: 'Li Wei', roles: ['r1', 'r2'], locations: ['l1'] };

describe('the patch of a person', () => {
  it('is empty where only the order differs', () => {
    expect(patchOf(base, { ...base, roles: ['r2', 'r1'] })).toEqual({});
  });

  it('names only what changed', () => {
    expect(patchOf(base, { ...base, locations: [] })).toEqual({ location_ids: [] });
    expect(patchOf(base, { ...base, name: 'Li', roles: ['r1'] })).toEqual({ name: 'Li', role_ids: ['r1'] });
  });
});

describe('two versions of a person', () => {
  const mine = { ...base, name: 'Li Mine' };
  const theirs = { ...base, name: 'Li Theirs', roles: ['r1'] };

  it('put together keep my changes and take over the rest of theirs', () => {
    expect(rebase(base, mine, theirs)).toEqual({ name: 'Li Mine', roles: ['r1'], locations: ['l1'] });
  });

  it('differ in the fields that anybody changed', () => {
    expect(changedFields(mine, theirs)).toEqual(['name', 'roles']);
  });
});
