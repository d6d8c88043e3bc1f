import { House, password } from './house';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test';

// A revocation that comes to no end; a house of its own.
let house: House;
test.beforeAll(async () => {
  house = await House.start();
  await house.setUp();
});
test.afterAll(() => house.stop());

test('a revocation whose beginner loses the right says what is still open, and somebody else ends it', async ({
  page,
}) => {
  test.slow();
  const people = 300;
  const bea = await house.member('bea@example.org', 'Bea Blum', { role: 'Admin' });
  const { access_token } = await house.call('POST', '/auth/sessions', { email: 'bea@example.org', password });
  await signIn(page, 'ana@example.com', undefined, house.url);
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
  const lines = Array.from({ length: people }, (_, n) => `l${n}@example.org,Lost ${n},Member`);
  await page.goto(`${house.url}/w/${house.workspaceId}/settings/users/import`);
  const buffer = Buffer.from(['email,name,role', ...lines].join('\n'));
  await page.getByLabel('CSV file').setInputFiles({ name: 'lost.csv', mimeType: 'text/csv', buffer });
  await expect(page.getByRole('heading', { name: '300 people are ready' })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Invite 300 people…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Send 300 invitations' }).click();
  await expect(page.getByRole('heading', { name: 'Everybody was invited' })).toBeVisible({ timeout: 120_000 });

  const member = await house.roleId('Member'); // before, so that little is revoked until the right is gone
  const one = page.url().split('/').at(-1);
  await house.call('POST', `/workspaces/${house.workspaceId}/imports/${one}/revoke`, undefined, String(access_token));
  await house.inWorkspace('PATCH', `/users/${bea.userId}`, { role_ids: [member] });
  await expect(page.getByRole('heading', { name: 'Not all invitations were revoked' })).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByText(/Revoke the rest now, or leave them open/)).toBeVisible();
  await expect(page.getByText('Not revoked', { exact: true })).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  await expectNoSidewaysScroll(page);

  await page.getByRole('button', { name: 'Revoke the rest…' }).click();
  const question = page.getByRole('alertdialog');
  const number = /\d+/.exec((await question.getByText(/^Type \d+ to confirm$/).textContent()) ?? '')?.[0] ?? '';
  await question.getByRole('textbox').fill(number);
  await question.getByRole('button', { name: /^Revoke/ }).click();
  await expect(page.getByRole('heading', { name: 'The invitations were revoked' })).toBeVisible({ timeout: 120_000 });
});
