import type { Page } from '@playwright/test';
import { House } from './house';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test';

let house: House;
test.beforeEach(async () => {
  house = await House.start();
  await house.setUp();
});
test.afterEach(() => house.stop());

const made = async (name: string, more: Record<string, string> = {}) =>
  String((await house.inWorkspace('POST', '/locations', { name, ...more })).id);

async function open(page: Page) {
  await signIn(page, 'ana@example.com', undefined, house.url);
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
  await page.goto(`${house.url}/w/${house.workspaceId}/settings/locations`);
  await expect(page.getByRole('heading', { name: 'Locations', level: 1 })).toBeVisible();
}

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

async function choose(page: Page, name: string, item: string) {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('a location is made, edited, archived, brought back and deleted', async ({ page }) => {
  test.slow();
  await open(page);
  await expect(page.getByText('There are no locations yet')).toBeVisible();
  await expectAccessible(page);

  await test.step('made with a time zone', async () => {
    await page.getByRole('button', { name: 'Add Location' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New location' });
    await dialog.getByRole('button', { name: 'Save location' }).click();
    await expect(dialog.getByText('Enter a name for the location.')).toBeVisible();
    await dialog.getByLabel('Name').fill('Perth depot');
    await dialog.getByLabel('Address').fill('12 Harbour Road, Perth');
    await dialog.getByRole('button', { name: /Time zone/ }).click();
    await page.getByRole('searchbox', { name: 'Search' }).fill('perth');
    await expect(page.getByRole('listbox').getByRole('option')).toHaveCount(1);
    await page.getByRole('option', { name: 'Australia / Perth' }).click();
    await expectAccessible(page, { overlay: true });
    await dialog.getByRole('button', { name: 'Save location' }).click();
    await expect(row(page, 'Perth depot')).toContainText('Australia / Perth');
    await expect(row(page, 'Perth depot')).toContainText('Nobody');
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  });

  await test.step('renamed, but not to a name that another one has', async () => {
    await made('Sydney yard');
    await choose(page, 'Perth depot', 'Edit…');
    const dialog = page.getByRole('dialog', { name: 'Edit location' });
    await dialog.getByLabel('Name').fill('SYDNEY YARD');
    await dialog.getByRole('button', { name: 'Save location' }).click();
    await expect(dialog.getByText('There is a location with this name already.')).toBeVisible();
    await expectAccessible(page, { overlay: true });
    await dialog.getByLabel('Name').fill('Perth harbour');
    await dialog.getByLabel('Address').fill('');
    await dialog.getByRole('button', { name: 'Save location' }).click();
    await expect(row(page, 'Perth harbour')).toBeVisible();
    await expect(row(page, 'Perth harbour')).not.toContainText('Harbour Road');
  });

  await test.step('archived, undone, archived again and brought back', async () => {
    await choose(page, 'Perth harbour', 'Archive');
    await expect(page.getByText('Location Perth harbour archived')).toBeVisible();
    await expect(row(page, 'Perth harbour')).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(row(page, 'Perth harbour')).toBeVisible();
    await choose(page, 'Perth harbour', 'Archive');
    await expect(row(page, 'Perth harbour')).toHaveCount(0);
    await page.getByLabel('Show').selectOption('Archived');
    await expect(row(page, 'Perth harbour')).toContainText('Archived');
    await expectAccessible(page);
    await choose(page, 'Perth harbour', 'Restore');
    await expect(page.getByText('No location is archived')).toBeVisible();
    await page.getByRole('button', { name: 'Show those in use' }).click();
    await expect(row(page, 'Perth harbour')).toBeVisible();
  });

  await test.step('deleted', async () => {
    await choose(page, 'Perth harbour', 'Delete…');
    const dialog = page.getByRole('alertdialog');
    await expect(dialog.getByText('Nobody has this location.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Delete location' }).click();
    await expect(row(page, 'Perth harbour')).toHaveCount(0);
    await expect(row(page, 'Sydney yard')).toBeVisible();
  });
});

test('a location that people have goes only where another one takes its place', async ({ page }) => {
  const perth = await made('Perth depot');
  await made('Sydney yard', { address: '4 Bay Street' });
  const closed = await made('Closed shed');
  await house.inWorkspace('PATCH', `/locations/${closed}`, { archived: true });
  const role = await house.roleId('Member');
  await house.inWorkspace('POST', '/invitations', {
    email: 'bo@example.com',
    name: 'Bo Brown',
    role_ids: [role],
    location_ids: [perth],
    deliver: 'link',
  });
  await open(page);
  await expect(page.getByRole('link', { name: 'Users at Perth depot: 1' })).toBeVisible();
  await choose(page, 'Perth depot', 'Delete…');
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByText('1 user has this location.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Delete location' }).click();
  await expect(dialog.getByText('Choose the location that they get instead.')).toBeVisible();
  await expectAccessible(page, { overlay: true });
  await dialog.getByRole('button', { name: /They get instead/ }).click();
  await expect(page.getByRole('option', { name: 'Closed shed' })).toHaveCount(0);
  await page.getByRole('option', { name: 'Sydney yard' }).click();
  await dialog.getByRole('button', { name: 'Delete location' }).click();
  await expect(row(page, 'Perth depot')).toHaveCount(0);
  await expect(row(page, 'Sydney yard')).toContainText('1 user');
});

test('two administrators edit one location: the second sees both versions', async ({ page }) => {
  const perth = await made('Perth depot');
  await open(page);
  await choose(page, 'Perth depot', 'Edit…');
  const dialog = page.getByRole('dialog', { name: 'Edit location' });
  await dialog.getByLabel('Name').fill('Perth south');
  await house.inWorkspace('PATCH', `/locations/${perth}`, { name: 'Perth north' });
  await dialog.getByRole('button', { name: 'Save location' }).click();
  const conflict = page.getByRole('dialog', { name: 'Someone else changed this location meanwhile' });
  await expect(conflict.getByRole('row', { name: /Name/ })).toContainText('Perth south');
  await expect(conflict.getByRole('row', { name: /Name/ })).toContainText('Perth north');
  await expectAccessible(page, { overlay: true });
  await conflict.getByRole('button', { name: 'Keep my changes over theirs' }).click();
  await page.getByRole('dialog', { name: 'Edit location' }).getByRole('button', { name: 'Save location' }).click();
  await expect(row(page, 'Perth south')).toBeVisible();
});

test('by keyboard alone: edit and archive', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no keyboard');
  await made('Perth depot');
  await open(page);
  await page.getByRole('button', { name: 'Actions for Perth depot' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Edit…' })).toBeFocused();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Edit location' });
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.type(' two');
  await page.keyboard.press('Enter');
  await expect(row(page, 'Perth depot two')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Actions for Perth depot two' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Edit…' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Location Perth depot two archived')).toBeVisible();
});

test('a list that cannot be loaded can be asked for again', async ({ page }) => {
  await made('Perth depot');
  await page.route('**/locations?*', (route) =>
    route.fulfill({ status: 503, json: { status: 503, code: 'unavailable', title: 'x' } }),
  );
  await open(page);
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible({ timeout: 20_000 });
  await expectAccessible(page);
  await page.unroute('**/locations?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(row(page, 'Perth depot')).toBeVisible();
});
