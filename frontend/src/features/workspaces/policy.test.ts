import { describe, expect, it } from 'vitest';
import { workspace as base } from '@/test/workspace';
import { domainsOf, patchOf, valuesOf } from './policy';

describe('the patch of a policy', () => {
  it('is empty where nothing changed', () => {
    expect(patchOf(base, valuesOf(base))).toEqual({});
  });

  it('names only what changed', () => {
    const values = { ...valuesOf(base), four_eyes: true, own_domains: ['northwind.example', 'partner.example'] };
    expect(patchOf(base, values)).toEqual({ four_eyes: true, own_domains: ['northwind.example', 'partner.example'] });
  });

  it('reads domains however they are separated', () => {
    expect(domainsOf(' a.example;\n@B.example  c.example,')).toEqual(['a.example', 'b.example', 'c.example']);
  });
});
