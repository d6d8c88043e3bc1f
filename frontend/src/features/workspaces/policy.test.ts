import { describe, expect, it } from 'vitest';
import type { Workspace } from '@/api/types';
import { workspace as base } from '@/test/workspace';
import { domainsOf, patchOf, valuesOf, widens } from './policy';

describe('the patch of a policy', () => {
  it('is empty where nothing changed', () => {
    expect(patchOf(base, valuesOf(base))).toEqual({});
  });

  it('names only what changed', () => {
    const values = { ...valuesOf(base), four_eyes: true, own_domains: 'northwind.example, @Partner.example' };
    expect(patchOf(base, values)).toEqual({ four_eyes: true, own_domains: ['northwind.example', 'partner.example'] });
  });

  it('reads domains however they are separated', () => {
    expect(domainsOf(' a.example;\nb.example  c.example,')).toEqual(['a.example', 'b.example', 'c.example']);
  });
});

describe('a policy widens access', () => {
  const to = (policy: Workspace['approval_policy'], from: Workspace['approval_policy'], domains = '') =>
    widens({ ...base, approval_policy: from }, { ...valuesOf(base), approval_policy: policy, own_domains: domains });

  it('when fewer people need an approval', () => {
    expect(to('never', 'always')).toBe(true);
    expect(to('outside_domains', 'always')).toBe(true);
    expect(to('never', 'outside_domains')).toBe(true);
    expect(to('outside_domains', 'outside_domains', 'northwind.example new.example')).toBe(true);
  });

  it('not when it stays or becomes stricter', () => {
    expect(to('always', 'never')).toBe(false);
    expect(to('always', 'always')).toBe(false);
    expect(to('outside_domains', 'never', 'northwind.example')).toBe(false);
    expect(to('outside_domains', 'outside_domains', 'northwind.example')).toBe(false);
  });
});
