import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { House } from './house';
import { expect, expectAccessible, expectNoSidewaysScroll, password, signIn, test } from './test';

// One's own account; a house of its own, because people change their addresses and vanish.
let house: House;
test.beforeAll(async () => {
  house = await House.start();
  await house.setUp();
});
test.afterAll(() => house.stop());

let count = 0;
async function somebody(page: Page, name = 'Bo Brown', role = 'Member') {
  const email = `account${++count}@example.org`;
  await house.member(email, name, { role });
  await signIn(page, email, undefined, house.url);
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
  return email;
}
async function another(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  return (await browser.newContext(options)).newPage();
}
/** What turns for ever under an overlay would be waited for in vain. */
const stopSpinners = (page: Page) =>
  page.evaluate(() => {
    for (const each of document.getAnimations()) if (each.effect?.getTiming().iterations === Infinity) each.cancel();
  });
const account = (tab: string) => `${house.url}/account?tab=${tab}`;
const fresh = 'another rather long test passphrase';

test('the account is reached and edited by keyboard alone', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no keyboard to walk with');
  await somebody(page, 'Kim Key');
  await page.getByRole('button', { name: 'Account of Kim Key' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Your account' })).toBeFocused();
  await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Your account' })).toBeFocused();
  await expect(page.getByLabel('Name')).toBeVisible();
  await page.keyboard.press('Tab'); // the tabs are one stop
  await expect(page.getByRole('tab', { name: 'Profile' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Name')).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Kim Keyboard');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Your name is saved')).toBeVisible();
  await page.getByRole('tab', { name: 'Profile' }).focus();
  for (const tab of ['Password', 'E-mail', 'Sessions', 'Preferences', 'Delete account']) {
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('tab', { name: tab })).toBeFocused();
  }
  await page.keyboard.press('Home');
  await expect(page.getByRole('tabpanel').getByLabel('Name')).toHaveValue('Kim Keyboard');
});

test('a name that was changed in another window is not overwritten', async ({ page, browser, contextOptions }) => {
  const email = await somebody(page);
  await page.goto(account('profile'));
  await expect(page.getByLabel('Name')).toBeVisible();
  const theirs = await another(browser, contextOptions);
  await signIn(theirs, email, undefined, house.url);
  await expect(theirs.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
  await theirs.goto(account('profile'));
  await theirs.getByLabel('Name').fill('Bo First');
  await theirs.getByRole('button', { name: 'Save name' }).click();
  await expect(theirs.getByText('Your name is saved')).toBeVisible();
  await page.getByLabel('Name').fill('Bo Second');
  await page.getByRole('button', { name: 'Save name' }).click();
  await expect(page.getByText('changed in another window')).toBeVisible();
  await page.getByRole('button', { name: 'Load again' }).click();
  await expect(page.getByLabel('Name')).toHaveValue('Bo First');
});

test('a new password signs out everywhere else', async ({ page, browser, contextOptions }) => {
  const email = await somebody(page);
  const theirs = await another(browser, contextOptions);
  await signIn(theirs, email, undefined, house.url);
  await expect(theirs.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
  await page.goto(account('password'));
  await page.getByLabel('Current password').fill('not my password at all');
  await page.getByLabel('New password').fill('short');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Use at least 15 characters.')).toBeVisible();
  await page.getByLabel('New password').fill(fresh);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('This is not your password.')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Current password').fill(password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password is changed')).toBeVisible();
  await theirs.reload();
  await expect(theirs.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.reload(); // the new cookie is good
  await expect(page.getByRole('heading', { name: 'Your account' })).toBeVisible();
});

test('the address changes once both mailboxes have confirmed', async ({ page, browser, contextOptions, isMobile }) => {
  const size = isMobile ? '390-dark' : '1440-light';
  const email = await somebody(page);
  const wish = `moved${count}@example.org`;
  await page.goto(account('email'));
  // As if the password had been typed long ago.
  let asked = 0;
  await page.route('**/api/v1/me/email', (route) =>
    asked++ === 0
      ? route.fulfill({
          status: 403,
          contentType: 'application/problem+json',
          body: JSON.stringify({ code: 'reauthentication_required', status: 403, title: 'Forbidden' }),
        })
      : route.continue(),
  );
  await page.getByLabel('New e-mail address').fill(wish);
  await page.getByRole('button', { name: 'Send the links' }).click();
  const question = page.getByRole('dialog');
  await expect(question).toContainText('Is it you?');
  await expect(question.getByLabel('Password', { exact: true })).toBeFocused();
  await stopSpinners(page);
  await shot(page, `is-it-you-${size}`);
  await expectAccessible(page, { overlay: true });
  await page.keyboard.type('not my password at all');
  await page.keyboard.press('Enter');
  await expect(question.getByText('This is not your password.')).toBeVisible();
  await question.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Your address is about to become')).toBeVisible();
  await expectAccessible(page);
  await shot(page, `email-asked-${size}`);

  const theirs = await another(browser, contextOptions);
  await theirs.goto(await house.mailedLink(wish, '/confirm-email'));
  await expect(theirs.getByRole('heading', { name: 'Confirm your new address' })).toBeVisible();
  expect(theirs.url()).not.toContain('token');
  await shot(theirs, `confirm-new-${size}`);
  await expectAccessible(theirs);
  await theirs.getByRole('button', { name: 'Confirm' }).click();
  await expect(theirs.getByText('Now open the link in the old mailbox')).toBeVisible();
  await theirs.goto(await house.mailedLink(email, '/confirm-email'));
  await expect(theirs.getByRole('heading', { name: 'Change your e-mail address?' })).toBeVisible();
  await theirs.getByRole('button', { name: 'Confirm' }).click();
  await expect(theirs.getByRole('heading', { name: 'Your e-mail address is changed' })).toBeFocused();
  await theirs.getByRole('link', { name: 'Sign in' }).click();
  await signIn(theirs, wish, undefined, house.url);
  await expect(theirs.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
  await page.reload(); // whoever asked stays signed in
  await expect(page.getByText(wish).first()).toBeVisible();
});

test('a mailbox refuses, and a dead link says so', async ({ page, browser, contextOptions }) => {
  const email = await somebody(page);
  await page.goto(account('email'));
  await page.getByLabel('New e-mail address').fill(`unwanted${count}@example.org`);
  await page.getByRole('button', { name: 'Send the links' }).click();
  await expect(page.getByText('Your address is about to become')).toBeVisible();
  const theirs = await another(browser, contextOptions);
  const link = await house.mailedLink(email, '/confirm-email');
  await theirs.goto(link);
  await theirs.getByRole('button', { name: 'Refuse' }).click();
  await expect(theirs.getByRole('heading', { name: 'Nothing was changed' })).toBeFocused();
  await expect(theirs.getByRole('link', { name: 'Set a new password' })).toBeVisible();
  await theirs.goto('about:blank');
  await theirs.goto(link);
  await theirs.getByRole('button', { name: 'Confirm' }).click();
  await expect(theirs.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible();
  await expectAccessible(theirs);
  await page.reload();
  await expect(page.getByLabel('New e-mail address')).toBeVisible();
  await expect(page.getByText('Your address is about to become')).toBeHidden();
});

test('sessions are seen and ended', async ({ page, browser, contextOptions }) => {
  const email = await somebody(page);
  const theirs = await another(browser, {
    ...contextOptions,
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
  });
  await signIn(theirs, email, undefined, house.url);
  await expect(theirs.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
  await house.mailedLink(email, '/account?tab=sessions'); // the new device is told
  await page.goto(account('sessions'));
  await expect(page.getByText('This browser')).toBeVisible();
  await expect(page.getByText('Firefox on Windows')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'End the session of Firefox on Windows' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'End session' }).click();
  await expect(page.getByText('You are signed in nowhere else.')).toBeVisible();
  await theirs.reload();
  await expect(theirs.getByRole('heading', { name: 'Sign in' })).toBeVisible();

  await signIn(theirs, email, undefined, house.url);
  await expect(theirs.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
  await page.reload();
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere else' }).click();
  await expect(page.getByText('You are signed out everywhere else')).toBeVisible();
  await theirs.reload();
  await expect(theirs.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('an administrator ends somebody’s sessions', async ({ page, browser, contextOptions }) => {
  const theirs = await another(browser, contextOptions);
  await somebody(theirs, 'Sue Signed-In');
  await signIn(page, 'ana@example.com', undefined, house.url);
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
  await page.goto(`${house.url}/w/${house.workspaceId}/settings/users`);
  await page.getByRole('button', { name: 'Actions for Sue Signed-In' }).click();
  await page.getByRole('menuitem', { name: 'End sessions…' }).click();
  await expectAccessible(page, { overlay: true });
  await page.getByRole('alertdialog').getByRole('button', { name: 'End sessions' }).click();
  await expect(page.getByText('Sue Signed-In is signed out everywhere')).toBeVisible();
  await expect(theirs.getByRole('heading', { name: 'Sign in' })).toBeVisible({ timeout: 15_000 });
});

test('the last Admin cannot vanish, and somebody else can', async ({ page, browser, contextOptions }) => {
  await signIn(page, 'ana@example.com', undefined, house.url);
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
  await page.goto(account('delete'));
  await page.getByLabel('Type your e-mail address').fill('somebody@else.example');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await expect(page.getByText('This is not the address of your account.')).toBeVisible();
  await page.getByLabel('Type your e-mail address').fill('ana@example.com');
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await expect(page.getByText('you are its only Admin')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Northwind Rentals' }).last()).toBeVisible();
  await expectAccessible(page);
  await shot(page, `refused-${page.viewportSize()?.width}`);

  const theirs = await another(browser, contextOptions);
  const email = await somebody(theirs, 'Gus Going');
  await theirs.goto(account('delete'));
  await theirs.getByLabel('Type your e-mail address').fill(email);
  await theirs.getByLabel('Password', { exact: true }).fill(password);
  await theirs.getByRole('button', { name: 'Delete my account' }).click();
  await expect(theirs.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(theirs.getByText('Your account is deleted')).toBeVisible();
  await signIn(theirs, email, undefined, house.url);
  await expect(theirs.getByText('The e-mail address or the password is not right.')).toBeVisible();
});

async function shot(page: Page, name: string) {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });
}

for (const scheme of ['light', 'dark'] as const) {
  test(`every part of the account is accessible and fits, ${scheme}`, async ({ page, isMobile }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await somebody(page, 'Wolfeschlegelsteinhausenbergerdorff Konstantinopolsky-Hohenstein');
    for (const tab of ['profile', 'password', 'email', 'sessions', 'preferences', 'delete']) {
      await page.goto(account(tab));
      await expect(page.getByRole('tabpanel').getByRole('heading', { level: 2 })).toBeVisible();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await shot(page, `${tab}-${isMobile ? '390' : '1440'}-${scheme}`);
    }
    await page.goto(account('preferences'));
    await page.getByLabel('Dark').check();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await page.getByLabel('System').check();
    await expect(page.locator('html')).not.toHaveAttribute('data-theme');
  });
}
