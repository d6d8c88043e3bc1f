import type { Locator, Page } from '@playwright/test';
import { House } from './house';
import { expect, expectAccessible, password, test } from './test';

// An administrator's day without a mouse: every control is reached with Tab, or by the key that the app gives it.
let house: House;
test.beforeAll(async () => {
  house = await House.start();
  await house.setUp();
  await house.member('kofi@example.org', 'Kofi Adjei');
  await house.member('lee@example.org', 'Lee Later', { approved: false });
  await house.inWorkspace('POST', '/roles', { name: 'Night shift', permissions: ['users:read'] });
});
test.afterAll(() => house.stop());

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

/** Presses Tab until the focus is there, as somebody does who sees the ring move. */
async function tabTo(page: Page, target: Locator, { back = false } = {}) {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 90; presses++) {
    if (await target.evaluate((each) => each === document.activeElement)) return;
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`Tab does not lead to ${target}`);
}

async function press(page: Page, target: Locator) {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

/** Opens a list of choices, goes to one by its first letters and takes it. */
async function pick(page: Page, list: Locator, letters: string, option: RegExp) {
  await press(page, list);
  await expect(page.getByRole('listbox')).toBeVisible();
  await page.keyboard.type(letters);
  const search = page.getByRole('searchbox', { name: 'Search' });
  if (await search.isVisible()) await page.keyboard.press('ArrowDown');
  else await expect(page.getByRole('option', { name: option })).toBeFocused();
  await page.keyboard.press('Enter');
}

async function go(page: Page, letter: string, title: string) {
  await page.keyboard.press('g');
  await page.keyboard.press(letter);
  await expect(heading(page, title)).toBeFocused();
}

test('a day of administration by keyboard alone', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no keyboard to walk with');
  test.setTimeout(240_000);

  await test.step('sign in', async () => {
    await page.goto(`${house.url}/sign-in`);
    await tabTo(page, page.getByLabel('E-mail address'));
    await page.keyboard.type('ana@example.com');
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await expect(heading(page, 'Dashboard')).toBeVisible();
  });

  await test.step('invite', async () => {
    await page.keyboard.press('i');
    const dialog = page.getByRole('dialog', { name: 'Invite new user' });
    await expect(dialog.getByLabel('Email address')).toBeFocused();
    await page.keyboard.type('mia@example.org');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Mia Chan');
    await pick(page, dialog.getByRole('button', { name: /Roles/ }), 'adm', /^Admin/);
    await page.keyboard.press('Escape');
    await press(page, dialog.getByRole('button', { name: 'Send Invitation' }));
    // To make somebody Admin is asked once more, and the harmless answer has the focus.
    const question = page.getByRole('alertdialog', { name: 'Make Mia Chan an Admin?' });
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await expectAccessible(page, { overlay: true });
    await press(page, question.getByRole('button', { name: 'Make Admin' }));
    await expect(page.getByText('Invitation sent to mia@example.org')).toBeVisible();
    await expect(dialog).toHaveCount(0);
  });

  await test.step('approve', async () => {
    await go(page, 'l', 'Review Pending Requests');
    await expect(page.getByRole('button', { name: 'Approve Lee Later' })).toBeVisible();
    await page.keyboard.press('j');
    await expect(page.locator('[data-row]:focus')).toContainText('Lee Later');
    await page.keyboard.press('a');
    await expect(page.getByText('Lee Later can now sign in')).toBeVisible();
  });

  await test.step('edit a role', async () => {
    await go(page, 'm', 'Membership & Permissions');
    await tabTo(page, page.getByRole('tab', { name: 'Members' }));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await press(page, page.getByRole('link', { name: 'Night shift' }));
    await expect(heading(page, 'Night shift')).toBeFocused();
    const box = page.getByRole('checkbox', { name: /See roles/ });
    await tabTo(page, box);
    await page.keyboard.press('Space');
    await expect(box).toBeChecked();
    await press(page, page.getByRole('button', { name: 'Save Role' }));
    const review = page.getByRole('dialog').or(page.getByRole('alertdialog'));
    await press(page, review.getByRole('button', { name: 'Save Role' }));
    await expect(page.getByText('Role Night shift saved')).toBeVisible();
  });

  await test.step('compare roles', async () => {
    await press(page, page.getByRole('button', { name: 'Actions for Night shift' }));
    await page.keyboard.type('comp');
    await page.keyboard.press('Enter');
    await expect(heading(page, 'Compare roles')).toBeFocused();
    await pick(page, page.getByRole('button', { name: /Compared with/ }), 'appr', /^Approver/);
    await expect(page.getByRole('heading', { name: /differences?$/ })).toBeVisible();
  });

  await test.step('add a location', async () => {
    await go(page, 'o', 'Locations');
    await press(page, page.getByRole('button', { name: 'Add Location' }).first());
    await expect(page.getByRole('dialog').getByLabel('Name')).toBeFocused();
    await page.keyboard.type('Perth depot');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('row').filter({ hasText: 'Perth depot' })).toBeVisible();
  });

  await test.step('rename the workspace', async () => {
    await go(page, 'w', 'Workspace');
    await tabTo(page, page.getByLabel('Workspace name'));
    await page.keyboard.press('End');
    await page.keyboard.type(' West');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: /Northwind Rentals West/ })).toBeVisible();
  });

  await test.step('narrow the audit log', async () => {
    await go(page, 'a', 'Audit log');
    await tabTo(page, page.getByLabel('Kind of entry'));
    await page.keyboard.type('Loc');
    await expect(page).toHaveURL(/action=location/);
    await expect(page.getByRole('listitem').filter({ hasText: 'Perth depot' })).toBeVisible();
  });

  await test.step('ask why', async () => {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog', { name: 'Commands' }).getByRole('searchbox')).toBeFocused();
    await page.keyboard.type('kofi');
    await expect(page.getByRole('menuitem', { name: /Kofi Adjei/ })).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(heading(page, 'Kofi Adjei')).toBeFocused();
    await pick(page, page.getByRole('button', { name: /What they can or cannot do/ }), 'export the audit', /audit/);
    await expect(page).toHaveURL(/why=audit/);
    await expect(page.getByText('None of their roles')).toBeVisible();
  });

  await test.step('the own name, and out', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('your account');
    await expect(page.getByRole('menuitem')).toHaveCount(1);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(heading(page, 'Your account')).toBeFocused();
    await tabTo(page, page.getByLabel('Name', { exact: true }));
    await page.keyboard.press('End');
    await page.keyboard.type(' Lima');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Your name is saved')).toBeVisible();
    await tabTo(page, page.getByRole('link', { name: 'Northwind Rentals West' }), { back: true });
    await page.keyboard.press('Enter');
    await expect(heading(page, 'Dashboard')).toBeVisible();
    await press(page, page.getByRole('button', { name: /Ana Souza/ }));
    await page.keyboard.type('sign');
    await page.keyboard.press('Enter');
    await expect(heading(page, 'Sign in')).toBeVisible();
  });
});
