import type { Locator, Page } from '@playwright/test';
import { House } from './house';
import { expect, expectAccessible, password, test } from './test';

// An administrator's day without a mouse: every control is reached with Tab, or by the key that the app gives it.
let house: House;
test.beforeAll(async () => {
  house = await House.start();
  await house.setUp();
  await house.member('lee@example.org', 'Lee Later', { approved: false });
  await house.inWorkspace('POST', '/roles', { name: 'Night shift', permissions: ['users:read'] });
  await house.member('kofi@example.org', 'Kofi Adjei', { role: 'Night shift' });
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

/** Opens a list of choices, goes down to one and takes it. */
async function pick(page: Page, list: Locator, option: RegExp) {
  await press(page, list);
  await downTo(page, page.getByRole('listbox').getByRole('option', { name: option }));
}

/** The same in a menu. */
async function choose(page: Page, button: Locator, item: string) {
  await press(page, button);
  await downTo(page, page.getByRole('menuitem', { name: item }));
}

async function downTo(page: Page, choice: Locator) {
  await expect(choice).toBeVisible();
  await expect(page.locator('[role=option]:focus, [role^=menuitem]:focus')).toHaveCount(1);
  for (let presses = 0; presses < 30; presses++) {
    if (await choice.evaluate((each) => each === document.activeElement)) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
}

/** The same where the list is long and has a search box. */
async function find(page: Page, list: Locator, words: string, option: RegExp) {
  await press(page, list);
  await expect(page.getByRole('searchbox', { name: 'Search' })).toBeFocused();
  await page.keyboard.type(words);
  await expect(page.getByRole('listbox').getByRole('option')).toHaveCount(1);
  await expect(page.getByRole('option', { name: option })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}

async function go(page: Page, letter: string, title: string) {
  await page.keyboard.press('g');
  await page.keyboard.press(letter);
  await expect(heading(page, title)).toBeFocused();
}

/** Finds the one thing in the palette that has these words, and takes it. */
async function ask(page: Page, words: string) {
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Commands' }).getByRole('searchbox')).toBeFocused();
  await page.keyboard.type(words);
  await expect(page.getByRole('menuitem', { name: words })).toBeVisible();
  await expect(page.getByRole('menuitem')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
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
    await pick(page, dialog.getByRole('button', { name: /Roles/ }), /^Admin/);
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
    for (const next of ['Invitations', 'Roles']) {
      await page.keyboard.press('ArrowRight');
      await expect(page.getByRole('tab', { name: next })).toBeFocused();
    }
    await press(page, page.getByRole('link', { name: 'Night shift', exact: true }));
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
    await choose(page, page.getByRole('button', { name: 'Actions for Night shift' }), 'Compare…');
    await expect(heading(page, 'Compare roles')).toBeFocused();
    await pick(page, page.getByRole('button', { name: /Compared with/ }), /^Approver/);
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
    // The field still has the focus, and letters are letters there; the palette opens everywhere.
    await ask(page, 'audit log');
    await expect(heading(page, 'Audit log')).toBeFocused();
    await tabTo(page, page.getByLabel('Kind of entry'));
    await page.keyboard.type('Loc');
    await expect(page).toHaveURL(/action=location/);
    await expect(
      page
        .getByRole('region', { name: /^Entries of/ })
        .getByRole('listitem')
        .filter({ hasText: 'Perth depot' })
        .first(),
    ).toBeVisible();
  });

  await test.step('ask why', async () => {
    await ask(page, 'kofi');
    await expect(heading(page, 'Kofi Adjei')).toBeFocused();
    await find(page, page.getByRole('button', { name: /What they can or cannot do/ }), 'export the audit', /audit/);
    await expect(page).toHaveURL(/why=audit/);
    await expect(page.getByText('None of their roles')).toBeVisible();
  });

  await test.step('the own name, and out', async () => {
    await ask(page, 'your account');
    await expect(heading(page, 'Your account')).toBeFocused();
    await tabTo(page, page.getByLabel('Name', { exact: true }));
    await page.keyboard.press('End');
    await page.keyboard.type(' Lima');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Your name is saved')).toBeVisible();
    await tabTo(page, page.getByRole('link', { name: 'Northwind Rentals West' }), { back: true });
    await page.keyboard.press('Enter');
    await expect(heading(page, 'Dashboard')).toBeVisible();
    await choose(page, page.getByRole('button', { name: /Ana Souza/ }), 'Sign out');
    await expect(heading(page, 'Sign in')).toBeVisible();
  });
});
