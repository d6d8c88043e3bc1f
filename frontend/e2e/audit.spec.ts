import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { House } from './house';
import { expect, expectAccessible, expectNoSidewaysScroll, password, signIn, test } from './test';

const folder = process.env.SHOTS ? resolve(process.env.SHOTS) : undefined;
const longName = 'Wolfeschlegelsteinhausenbergerdorff Dmitri Ivanovich Konstantinopolsky-Hohenstein of the Depot';

let house: House;
let suspended = '';
test.beforeAll(async () => {
  house = await House.start();
  await house.setUp();
  await house.member('ben@example.com', 'Ben Okoro', { role: 'Approver' });
  await house.member('cleo@example.com', 'Cleo Chan');
  await house.member('long@example.com', longName);
  await house.invite('avi@example.com', 'אברהם כהן');
  const reject = await house.member('rita@example.com', 'Rita Rejected', { approved: false });
  await house.reject(reject.approvalId);
  suspended = await idOf('Cleo Chan');
  await house.inWorkspace('PATCH', `/users/${suspended}`, {
    name: 'Cleo Chan-Ito',
    role_ids: [await house.roleId('Approver')],
  });
  await house.inWorkspace('POST', `/users/${suspended}/suspend`);
});
test.afterAll(() => house.stop());

async function idOf(name: string): Promise<string> {
  const found = (await house.inWorkspace('GET', `/users?q=${encodeURIComponent(name)}`)) as { data: { id: string }[] };
  return found.data[0]?.id ?? '';
}

const log = (search = '') => `${house.url}/w/${house.workspaceId}/settings/audit${search}`;

async function asAna(page: Page) {
  await signIn(page, 'ana@example.com', undefined, house.url);
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
}

async function picture(page: Page, name: string, isMobile: boolean) {
  if (!folder) return;
  await page.evaluate(() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => undefined))));
  await page.screenshot({ path: `${folder}/${name}-${isMobile ? 'phone' : 'desktop'}.png`, fullPage: true });
}

const entry = (page: Page, text: string | RegExp) => page.getByRole('listitem').filter({ hasText: text });

for (const scheme of ['light', 'dark'] as const) {
  test(`says in sentences who did what, ${scheme}`, async ({ page, isMobile }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await asAna(page);
    await page.goto(log());
    await expect(page.getByRole('heading', { name: 'Audit log' })).toBeVisible();
    await expect(page.getByText('Ana Souza suspended Cleo Chan-Ito')).toBeVisible();
    await expect(page.getByText('Ana Souza rejected and deleted')).toBeVisible();
    await expect(page.getByText('The workspace Northwind Rentals was created')).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await picture(page, `list-${scheme}`, isMobile);

    await page.getByText('Ana Souza changed Cleo Chan-Ito').click();
    const changed = page.getByRole('table', { name: 'What was changed' });
    await expect(changed.getByRole('row', { name: 'Name Cleo Chan Cleo Chan-Ito' })).toBeVisible();
    await expect(changed.getByRole('row', { name: 'Roles Member Approver' })).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await picture(page, `entry-${scheme}`, isMobile);
  });

  test(`tells an empty result, a failure and a lack of permission, ${scheme}`, async ({ page, isMobile }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await asAna(page);
    await page.goto(log('?action=role.*'));
    await expect(page.getByText('Nothing matches')).toBeVisible();
    await expectAccessible(page);
    await picture(page, `empty-${scheme}`, isMobile);

    await page.route('**/audit-events?*', (route) => route.abort());
    await page.getByRole('button', { name: 'Clear filters' }).first().click();
    await expect(page.getByRole('alert').getByRole('button', { name: 'Try again' })).toBeVisible({ timeout: 30_000 });
    await expectAccessible(page);
    await picture(page, `error-${scheme}`, isMobile);
    await page.unroute('**/audit-events?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByText('Ana Souza suspended Cleo Chan-Ito')).toBeVisible();

    await page.context().clearCookies();
    await signIn(page, 'ben@example.com', password, house.url);
    await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
    await page.goto(log());
    await expect(page.getByText("You can't see this page")).toBeVisible();
    await expectAccessible(page);
  });
}

test('is filtered by person, kind and time, all of it in the address', async ({ page, isMobile }) => {
  await asAna(page);
  await page.goto(log());
  await page.getByRole('combobox', { name: 'About' }).fill('cleo');
  await page.getByRole('option', { name: /Cleo Chan-Ito/ }).click();
  await expect(page.getByRole('button', { name: 'Remove the filter: About Cleo Chan-Ito' })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`about=${suspended}`));
  await expect(page.getByText('Ana Souza approved the login request of Cleo Chan')).toBeVisible();
  await expect(page.getByText('Ben Okoro')).toHaveCount(0);

  await page.getByRole('combobox', { name: 'Kind of entry' }).selectOption('People');
  await expect(page.getByText('Ana Souza approved the login request of Cleo Chan')).toHaveCount(0);
  await page.getByRole('combobox', { name: 'Time' }).selectOption('Last 7 days');
  await expect(page.getByText('Ana Souza suspended Cleo Chan-Ito')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await picture(page, 'filtered', isMobile);

  await page.reload();
  await expect(page.getByText('Ana Souza suspended Cleo Chan-Ito')).toBeVisible();
  await page.getByRole('button', { name: 'Remove the filter: About Cleo Chan-Ito' }).click();
  await expect(entry(page, 'Ana Souza invited Ben Okoro')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page).toHaveURL(log());
});

test('is reached from the page of a person', async ({ page }) => {
  await asAna(page);
  await page.goto(`${house.url}/w/${house.workspaceId}/settings/users/${suspended}`);
  await page.getByRole('link', { name: 'Activity of Cleo Chan-Ito' }).click();
  await expect(page.getByRole('heading', { name: 'Audit log' })).toBeVisible();
  await expect(page.getByText('Ana Souza suspended Cleo Chan-Ito')).toBeVisible();
});

test('is saved as a file, as the filters show it', async ({ page }) => {
  await asAna(page);
  await page.goto(log('?action=user.suspended'));
  await page.getByRole('button', { name: 'Export' }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: /CSV/ }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toMatch(/^audit-northwind-rentals-[\d-]+\.csv$/);
  const chunks: Buffer[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
  const lines = Buffer.concat(chunks).toString().trim().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain('Cleo Chan-Ito');
});

test('announces what happens meanwhile', async ({ page, isMobile }) => {
  await asAna(page);
  await page.goto(log());
  await expect(page.getByText('Ana Souza suspended Cleo Chan-Ito')).toBeVisible();
  await expect(page.getByText('There are new entries.')).toHaveCount(0);
  await house.inWorkspace('POST', `/users/${suspended}/reactivate`);
  await expect(page.getByText('There are new entries.')).toBeVisible();
  await picture(page, 'news', isMobile);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Show them' }).click();
  await expect(page.getByText('Ana Souza gave Cleo Chan-Ito access again').first()).toBeVisible();
  await expect(page.getByText('There are new entries.')).toHaveCount(0);
  await house.inWorkspace('POST', `/users/${suspended}/suspend`);
});

test('works with the keyboard alone', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no keyboard');
  await asAna(page);
  await page.goto(log());
  await expect(page.getByText('Ana Souza suspended Cleo Chan-Ito').first()).toBeVisible();
  await page.getByRole('combobox', { name: 'Done by' }).focus();
  await page.keyboard.type('ben');
  await expect(page.getByRole('option', { name: /Ben Okoro/ })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await page.getByRole('button', { name: 'Remove the filter: Done by Ben Okoro' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Ana Souza suspended Cleo Chan-Ito').first()).toBeVisible();

  const summary = page.locator('summary').first();
  await summary.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Recorded as').first()).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /Remove the filter: Done by Ana Souza/ })).toBeVisible();
});
