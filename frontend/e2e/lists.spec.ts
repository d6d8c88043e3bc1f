import type { Page } from '@playwright/test';
import { House } from './house';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test';

// Long lists and many at once; a house of its own, with sixty people invited and a few who came.
let house: House;
const invited = 60;
test.beforeAll(async () => {
  house = await House.start();
  await house.setUp();
  for (let n = 1; n <= invited; n += 1) {
    await house.invite(`guest${n}@example.org`, `Guest ${String(n).padStart(2, '0')}`);
  }
  for (const name of ['Mia Member', 'Moe Member', 'Max Member']) {
    await house.member(`${name.slice(0, 3).toLowerCase()}@example.org`, name);
  }
});
test.afterAll(() => house.stop());

const settings = (page: string) => `${house.url}/w/${house.workspaceId}/settings/${page}`;
async function asAna(page: Page) {
  await signIn(page, 'ana@example.com', undefined, house.url);
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
}
const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
const box = (page: Page, name: string) => page.getByRole('checkbox', { name: `Select ${name}`, exact: true });
const elements = (page: Page) => page.evaluate(() => document.querySelectorAll('*').length);
const bar = (page: Page) => page.getByRole('region', { name: 'Selected' });

test('the list keeps its state in the address, and its filters can be taken off', async ({ page }) => {
  await asAna(page);
  await page.goto(settings('users?q=guest&status=invited&sort=-name'));
  await expect(page.getByText('60 users match')).toBeVisible();
  await expect(page.getByRole('rowheader').first()).toContainText('Guest 60');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  expect(await elements(page)).toBeLessThanOrEqual(1_000);

  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText('21–40 of 60')).toBeVisible();
  await page.goBack();
  await expect(page.getByText('1–20 of 60')).toBeVisible();
  await page.getByRole('button', { name: 'Remove the filter guest' }).click();
  await expect(page).not.toHaveURL(/q=/);
  await page.getByRole('searchbox').fill('nobody at all');
  await expect(page.getByText('Nobody matches')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page.getByText('64 users')).toBeVisible();
});

test('several are ticked with shift, suspended and given access again; who is refused is named', async ({
  page,
  isMobile,
}) => {
  await asAna(page);
  await page.goto(settings('users?q=m&status=active'));
  await expect(row(page, 'Moe Member')).toBeVisible();
  if (isMobile) await page.getByRole('button', { name: 'Select', exact: true }).click();
  await box(page, 'Ana Souza').click();
  await box(page, 'Moe Member').click({ modifiers: ['Shift'] });
  await expect(bar(page)).toContainText('4 selected');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await bar(page).getByRole('button', { name: 'Suspend…' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('Suspend 4 people?');
  await expectAccessible(page, { overlay: true });
  await dialog.getByRole('button', { name: 'Suspend' }).click();
  await expect(dialog).toContainText('3 done · 1 refused');
  await expect(dialog.getByRole('listitem')).toHaveText(/Ana Souza/);
  await expectAccessible(page, { overlay: true });
  await dialog.getByRole('button', { name: 'Try this one again' }).click();
  await expect(dialog).toContainText('3 done · 1 refused');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(bar(page)).toContainText('1 selected');

  await page.goto(settings('users?status=suspended'));
  await expect(page.getByText('3 users match')).toBeVisible();
  if (isMobile) await page.getByRole('button', { name: 'Select', exact: true }).click();
  for (const name of ['Max', 'Mia', 'Moe']) await box(page, `${name} Member`).check();
  await bar(page).getByRole('button', { name: 'Reactivate…' }).click();
  await dialog.getByRole('button', { name: 'Reactivate' }).click();
  await expect(page.getByText('3 people have access again')).toBeVisible();
});

test('roles are given to everybody who matches, by keyboard alone', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no keyboard to walk with');
  await asAna(page);
  await page.goto(settings('users?q=guest'));
  await expect(row(page, 'Guest 01')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Select everybody on this page' }).focus();
  await page.keyboard.press('Space');
  await expect(bar(page)).toContainText('20 selected');
  await page.getByRole('button', { name: 'Select all 60 that match' }).focus();
  await page.keyboard.press('Enter');
  await expect(bar(page)).toContainText('All 60 that match are selected');
  await bar(page).getByRole('button', { name: 'Roles…' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: /Give these roles/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: 'Approver', description: /Decides/ }).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await expectAccessible(page, { overlay: true });
  await dialog.getByRole('button', { name: 'Save' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Roles of 60 people changed')).toBeVisible({ timeout: 30_000 });
  await expect(row(page, 'Guest 01')).toContainText('Approver');
});

test('removing many says what is lost and asks for their number', async ({ page, isMobile }) => {
  await asAna(page);
  await page.goto(settings('users?q=guest'));
  await expect(row(page, 'Guest 01')).toBeVisible();
  if (isMobile) await page.getByRole('button', { name: 'Select', exact: true }).click();
  for (const n of ['01', '02']) await box(page, `Guest ${n}`).check();
  await bar(page).getByRole('button', { name: 'Select this page' }).click();
  await bar(page).getByRole('button', { name: 'Remove…' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('their account is deleted with it');
  const remove = dialog.getByRole('button', { name: 'Remove 20 people' });
  await expect(remove).toBeDisabled();
  await dialog.getByLabel('Type 20 to confirm').fill('20');
  await expect(remove).toBeEnabled();
  await expectAccessible(page, { overlay: true });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(bar(page)).toContainText('20 selected');
});

test('what is filtered leaves as a file', async ({ page }) => {
  await asAna(page);
  await page.goto(settings('users?q=member&status=active'));
  await expect(row(page, 'Mia Member')).toBeVisible();
  await page.getByRole('button', { name: 'Export' }).click();
  await expect(page.getByRole('menuitem', { name: /^CSV For/ })).toBeVisible();
  await expectAccessible(page, { overlay: true });
  const started = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: /^CSV For/ }).click();
  const file = await started;
  expect(file.suggestedFilename()).toMatch(/^users-northwind-rentals-.*\.csv$/);
  const chunks: Buffer[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
  const lines = Buffer.concat(chunks).toString().trim().split('\r\n');
  expect(lines).toHaveLength(4);
  expect(lines[1]).toContain('Max Member');
});

test('invitations are found by what their mail does, sent again and revoked in numbers', async ({ page, isMobile }) => {
  await asAna(page);
  await page.goto(settings('permissions?tab=invitations'));
  await expect(row(page, 'Guest 60')).toBeVisible();
  await page.getByLabel('E-mail', { exact: true }).selectOption('Link copied instead');
  await expect(page).toHaveURL(/mail=link/);
  await page.getByLabel('Show').selectOption('Expiring in 3 days');
  await expect(page.getByText('No invitation matches')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(row(page, 'Guest 60')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  expect(await elements(page)).toBeLessThanOrEqual(1_000);

  await page.getByRole('searchbox').fill(isMobile ? 'guest3' : 'guest2');
  await expect(page.getByText('11 invitations')).toBeVisible();
  const names = isMobile ? ['31', '32'] : ['21', '22'];
  for (const n of names) await box(page, `Guest ${n}`).check();
  await bar(page).getByRole('button', { name: 'Send again…' }).click();
  const dialog = page.getByRole('alertdialog');
  await expectAccessible(page, { overlay: true });
  await dialog.getByRole('button', { name: 'Send again' }).click();
  await expect(page.getByText('2 invitations sent again')).toBeVisible();
  for (const n of names) await box(page, `Guest ${n}`).check();
  await bar(page).getByRole('button', { name: 'Revoke…' }).click();
  await dialog.getByRole('button', { name: 'Revoke 2 invitations' }).click();
  await expect(page.getByText('2 invitations revoked')).toBeVisible();
  await expect(row(page, `Guest ${names[0]}`)).toContainText('Revoked');
});
