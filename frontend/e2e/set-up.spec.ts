import { House, password, setupToken } from './house';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './test';

// A server of its own, on which nobody has set anything up yet.
let fresh: House;
test.beforeAll(async () => {
  fresh = await House.start();
});
test.afterAll(() => fresh.stop());

test('the first start leads from the set-up link into the workspace, and is closed for good', async ({ page }) => {
  await page.goto(`${fresh.url}/setup#token=wrong-token`);
  await page.getByLabel('Your name').fill('Ana Souza');
  await page.getByLabel('E-mail address').fill('ana@example.com');
  await page.getByLabel('Password', { exact: true }).fill('too short');
  await page.getByLabel('Workspace name').fill('Northwind Rentals');
  await page.getByRole('button', { name: 'Create account and workspace' }).click();
  await expect(page.getByText('Use at least 15 characters.')).toBeVisible();
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create account and workspace' }).click();
  await expect(page.getByRole('alert')).toContainText('set-up link is not valid');

  // The right link in the same tab.
  await page.goto(`${fresh.url}/setup#token=${setupToken}`);
  await expect(page).toHaveURL(`${fresh.url}/setup`);
  await page.getByRole('button', { name: 'Create account and workspace' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/w\/[0-9a-f-]+$/);

  await page.goto(`${fresh.url}/setup#token=${setupToken}`);
  await expect(page.getByRole('heading', { name: 'Gatehouse is set up' })).toBeVisible();
  await expectAccessible(page);
});
