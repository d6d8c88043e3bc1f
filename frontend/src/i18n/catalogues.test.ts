import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { catalogueOf, linguiCatalogues } from '../../catalogues';

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
  .map((file) => `src/${file}`);

it.each([
  ['src/features/invite/offer.tsx', 'invite'],
  ['src/routes/_public.join.$slug.tsx', 'join'],
  ['src/routes/_public.sign-in.tsx', 'session'],
  ['src/routes/w.$workspaceId.settings.audit.tsx', 'audit'],
  ['src/routes/w.$workspaceId.settings.users.new.tsx', 'workspace'],
  ['src/features/users/bulk-users-dialog.tsx', 'later'],
  ['src/features/users/users-bulk.tsx', 'workspace'],
  ['src/ui/search-field.tsx', 'kit'],
  ['src/ui/field.tsx', 'main'],
])('the words of %s are in the catalogue %s', (file, name) => expect(catalogueOf(file)).toBe(name));

const speaks = (file: string) => /@lingui\/(core|react)\/macro/.test(readFileSync(file, 'utf8'));

it('every catalogue has files, and no feature burdens each page with its words', () => {
  const speaking = files.filter(speaks);
  expect([...new Set(speaking.map(catalogueOf))].sort()).toEqual(
    linguiCatalogues.map(({ path }) => path.split('/')[2]).sort(),
  );
  expect(speaking.filter((file) => file.startsWith('src/features/') && catalogueOf(file) === 'main')).toEqual([]);
});
