import { describe, expect, it } from 'vitest';
import { isFiltered, userSearch } from './search';

describe('the state of a list in the address', () => {
  it('leaves out what makes no sense', () => {
    const search = userSearch({ status: 'nonsense', sort: 'password', role: { id: 1 }, cursor: '' });
    expect(Object.values(search).every((value) => value === undefined)).toBe(true);
  });

  it('keeps what is known, also a search that the router read as a number', () => {
    const search = userSearch({ q: 2024, status: 'active', sort: '-name', role: 'r1', cursor: 'c' });
    expect(search).toMatchObject({ q: '2024', status: 'active', sort: '-name', role: 'r1', cursor: 'c' });
  });

  it('counts as filtered by search, status, role or location, not by order or page', () => {
    expect(isFiltered({ sort: 'name', cursor: 'c' })).toBe(false);
    expect(isFiltered({ location: 'l1' })).toBe(true);
  });
});
