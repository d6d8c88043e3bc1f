import type { Page } from '@playwright/test';
import { House } from './house';
import { expect, expectAccessible, signIn, test } from './test';

let house: House;
test.beforeAll(async () => {
  house = await House.start();
  await house.setUp();
  await house.member('kofi@example.org', 'Kofi Adjei');
  await house.member('ned@example.org', 'Ned Nobody');
  await house.member('lee@example.org', 'Lee Later', { approved: false });
  await house.member('lou@example.org', 'Lou Later', { approved: false });
});
test.afterAll(() => house.stop());

async function as(page: Page, email: string) {
  await signIn(page, email, undefined, house.url);
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
}
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

test('the palette goes to pages and finds people', async ({ page, isMobile }) => {
  await as(page, 'ana@example.com');
  if (isMobile) {
    await page.getByRole('button', { name: /^Menu/ }).click();
    await page.getByRole('button', { name: 'Find a person or go to a page' }).click();
  } else await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Commands' });
  const field = palette.getByRole('searchbox');
  await expect(field).toBeFocused();
  await expect(palette.getByRole('menuitem', { name: /^Login Requests/ })).toContainText('2 waiting');
  await expectAccessible(page, { overlay: true });
  await field.fill('kofi');
  await expect(palette.getByRole('menuitem', { name: /Kofi Adjei/ })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Kofi Adjei')).toBeVisible();
});

test('only what one may do is offered', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no such keys');
  await as(page, 'ned@example.org');
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Commands' });
  await expect(palette.getByRole('menuitem', { name: /^Users/ })).toBeVisible();
  await expect(palette.getByRole('menuitem', { name: /Invite someone/ })).toHaveCount(0);
  await expect(palette.getByRole('menuitem', { name: /Login Requests/ })).toHaveCount(0);
  await palette.getByRole('searchbox').fill('dark');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.keyboard.press('Control+k');
  await expectAccessible(page, { overlay: true });
  await palette.getByRole('searchbox').fill('zzzz');
  await expect(palette.getByText('Nothing matches')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(palette).toHaveCount(0);
});

test('keys lead through the app, and not while one types', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no such keys');
  await as(page, 'ana@example.com');
  await page.keyboard.press('g');
  await page.keyboard.press('u');
  await expect(heading(page, 'Users')).toBeFocused();
  await expect(page.getByRole('row').filter({ hasText: 'Kofi Adjei' })).toBeVisible();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('gl?i');
  await expect(page.getByRole('searchbox')).toHaveValue('gl?i');
  await expect(page.getByText('Nobody matches')).toBeVisible();
  await page.getByRole('searchbox').fill('');
  await expect(page.getByRole('row').filter({ hasText: 'Kofi Adjei' })).toBeVisible();
  await heading(page, 'Users').focus();
  await page.keyboard.press('j');
  await expect(page.getByRole('row').nth(1)).toBeFocused();
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('row').nth(2)).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press('x');
  await expect(page.getByRole('region', { name: 'Selected' })).toContainText('1 selected');
  await page.keyboard.press('i');
  await expect(page.getByRole('dialog', { name: 'Invite new user' })).toBeVisible();
});

test('login requests are decided by their keys', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no such keys');
  await as(page, 'ana@example.com');
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await expect(page.getByRole('button', { name: 'Approve Lee Later' })).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('r');
  await expect(page.getByRole('alertdialog')).toContainText('Lee Later');
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-row]:focus')).toContainText('Lee Later');
  await page.keyboard.press('a');
  await expect(page.getByText('Lee Later can now sign in')).toBeVisible();
  // What tells of it does not stand in the way of the next key.
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible();
  await page.keyboard.press('Escape');
});

test('the keys are listed in a table and can be switched off', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no such keys');
  await as(page, 'ana@example.com');
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help.getByRole('row', { name: /Go to Users/ })).toBeVisible();
  await expectAccessible(page, { overlay: true });
  await help.getByRole('checkbox', { name: 'Single keys do something' }).uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('u');
  await page.reload();
  await expect(heading(page, 'Dashboard')).toBeVisible();
  await page.keyboard.press('?');
  await page.waitForTimeout(300);
  await expect(help).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Commands' }).getByRole('searchbox').fill('shortcuts');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await help.getByRole('checkbox', { name: 'Single keys do something' }).check();
});
