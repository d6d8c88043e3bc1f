import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { House } from './house';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test';

// Administrators at work on people; a house of its own, so that there is one Admin and the list fits one page.
let house: House;
test.beforeAll(async () => {
  house = await House.start();
  await house.setUp();
});
test.afterAll(() => house.stop());

let count = 0;
async function somebody(name: string, more: { role?: string; approved?: boolean } = {}) {
  const email = `p${++count}@example.org`;
  await house.member(email, name, more);
  return email;
}
const list = () => `${house.url}/w/${house.workspaceId}/settings/users`;

async function asAna(page: Page) {
  await signIn(page, 'ana@example.com', undefined, house.url);
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
}
async function another(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  return (await browser.newContext(options)).newPage();
}
async function choose(page: Page, name: string, item: string) {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}
const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

test('a person is edited by keyboard alone', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no keyboard to walk with');
  await somebody('Kim Key');
  await asAna(page);
  await page.goto(list());
  await page.getByRole('button', { name: 'Actions for Kim Key' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Edit' })).toBeFocused();
  await expectAccessible(page, { overlay: true });
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Kim Key' })).toBeFocused();
  await expect(page.getByLabel('Name', { exact: true })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: /Roles/ }).focus();
  await page.keyboard.press('Enter');
  const approver = page.getByRole('option', { name: 'Approver' });
  await expect(approver).toBeVisible();
  await page.keyboard.press('Home');
  while (!(await approver.evaluate((each) => each === document.activeElement))) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await page.getByLabel('Name', { exact: true }).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Kim Keyboard');
  await page.keyboard.press('Enter');

  await expect(page.getByText('Kim Keyboard saved')).toBeVisible();
  const changed = row(page, 'Kim Keyboard');
  await expect(changed).toContainText('Approver');
  await expect(changed).toHaveClass(/bg-accent-soft/);
});

test('unsaved changes are asked about once', async ({ page }) => {
  await somebody('Una Unsaved');
  await asAna(page);
  await page.goto(list());
  await choose(page, 'Una Unsaved', 'Edit');
  await page.getByLabel('Name', { exact: true }).fill('Una Other');
  await page.getByRole('button', { name: 'Cancel' }).click();
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText('Leave without saving?');
  await question.getByRole('button', { name: 'Leave' }).click();
  await expect(page.getByRole('heading', { name: 'Users', exact: true })).toBeVisible();
  await expect(row(page, 'Una Unsaved')).toBeVisible();
});

test('whoever is suspended loses access at once and is told; reactivated, the page comes back', async ({
  page,
  browser,
  contextOptions,
}) => {
  const email = await somebody('Sue Spend');
  const theirs = await another(browser, contextOptions);
  await signIn(theirs, email, undefined, house.url);
  await expect(theirs.getByRole('heading', { name: 'Dashboard' })).toBeVisible();

  await asAna(page);
  await page.goto(list());
  await choose(page, 'Sue Spend', 'Suspend…');
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText('ends at their next request');
  await expectAccessible(page, { overlay: true });
  await question.getByRole('button', { name: 'Suspend' }).click();
  await expect(row(page, 'Sue Spend')).toContainText('Suspended');

  await expect(theirs.getByRole('heading', { name: 'Your access is suspended' })).toBeVisible();
  await expectAccessible(theirs);
  await theirs.reload();
  await expect(theirs.getByRole('heading', { name: 'Your access is suspended' })).toBeVisible();

  await choose(page, 'Sue Spend', 'Reactivate');
  await expect(page.getByText('Sue Spend has access again')).toBeVisible();
  await expect(row(page, 'Sue Spend')).toContainText('Active');
  await expect(theirs.getByRole('heading', { name: 'Dashboard' })).toBeVisible({ timeout: 30_000 });
  await theirs.context().close();
});

test('removing says what is deleted, from the list and from the page of the person', async ({
  page,
  browser,
  contextOptions,
}) => {
  const email = await somebody('Rae Removed');
  await somebody('Rob Removed');
  const theirs = await another(browser, contextOptions);
  await signIn(theirs, email, undefined, house.url);
  await expect(theirs.getByRole('heading', { name: 'Dashboard' })).toBeVisible();

  await asAna(page);
  await page.goto(list());
  await choose(page, 'Rae Removed', 'Remove…');
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText(email);
  await expect(question).toContainText('their account is deleted with it');
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expectAccessible(page, { overlay: true });
  await question.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('Rae Removed was removed')).toBeVisible();
  await expect(row(page, 'Rae Removed')).toHaveCount(0);
  await expect(theirs.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await theirs.context().close();

  await choose(page, 'Rob Removed', 'Edit');
  await page.getByRole('button', { name: 'Remove…' }).click();
  await question.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('heading', { name: 'Users', exact: true })).toBeVisible();
  await expect(row(page, 'Rob Removed')).toHaveCount(0);
});

test('the last Admin stays, and the refusal says what to do', async ({ page }) => {
  await asAna(page);
  await page.goto(list());
  await choose(page, 'Ana Souza', 'Leave…');
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText('your account is deleted as well');
  await question.getByRole('button', { name: 'Leave workspace' }).click();
  await expect(question.getByRole('alert')).toContainText('Make someone else Admin first');
  await expectAccessible(page, { overlay: true });
  await question.getByRole('button', { name: 'Cancel' }).click();

  await choose(page, 'Ana Souza', 'Edit');
  await expect(page.getByText('Your own roles are changed by another administrator.')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});

test('when two edit the same person, the second sees both versions and chooses', async ({
  page,
  browser,
  contextOptions,
}) => {
  await somebody('Lou Lost');
  await asAna(page);
  await page.goto(list());
  await choose(page, 'Lou Lost', 'Edit');
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('Lou Mine');

  const other = await another(browser, contextOptions);
  await asAna(other);
  await other.goto(list());
  await choose(other, 'Lou Lost', 'Edit');
  await other.getByRole('button', { name: /Roles/ }).click();
  await other.getByRole('option', { name: 'Approver' }).click();
  await other.keyboard.press('Escape');
  await other.getByLabel('Name', { exact: true }).fill('Lou Theirs');
  await other.getByRole('button', { name: 'Save User' }).click();
  await expect(other.getByText('Lou Theirs saved')).toBeVisible();
  await other.context().close();

  await page.getByRole('button', { name: 'Save User' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Someone else changed Lou Lost meanwhile');
  await expect(dialog.getByRole('row', { name: /^Name/ })).toContainText('Lou Mine');
  await expect(dialog.getByRole('row', { name: /^Name/ })).toContainText('Lou Theirs');
  await expect(dialog.getByRole('row', { name: /^Roles/ })).toContainText('Approver');
  await expectAccessible(page, { overlay: true });
  await dialog.getByRole('button', { name: 'Keep my changes over theirs' }).click();
  await expect(name).toHaveValue('Lou Mine');
  await page.getByRole('button', { name: 'Save User' }).click();
  await expect(page.getByText('Lou Mine saved')).toBeVisible();
  await expect(row(page, 'Lou Mine')).toContainText('Approver');
});

test('an Approver sees what they may not do, and why', async ({ page }) => {
  const email = await somebody('Ap Prover', { role: 'Approver' });
  await signIn(page, email, undefined, house.url);
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
  await page.goto(list());
  await expect(row(page, 'Ap Prover')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Actions for Ana Souza' })).toHaveCount(0);
  const { data } = (await house.inWorkspace('GET', '/users?q=ana')) as { data: { id: string }[] };
  await page.goto(`${list()}/${data[0]?.id}`);
  await expect(page.getByText('You can see this person, but not change them')).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toBeDisabled();
  await expectAccessible(page);
});

test('what changes between reading the page and hearing of changes is not missed', async ({ page, isMobile }) => {
  const name = `Gap ${isMobile ? 'two' : 'one'}`;
  await asAna(page);
  let open: (() => void) | undefined;
  const held = new Promise<void>((resolve) => {
    open = resolve;
  });
  await page.route('**/events', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(list());
  // The page does not wait for its stream.
  await expect(page.getByRole('button', { name: /^Actions for Ana/ })).toBeVisible();
  await somebody(name);
  await expect(page.getByRole('button', { name: `Actions for ${name}` })).toHaveCount(0);
  open?.();
  await expect(page.getByRole('button', { name: `Actions for ${name}` })).toBeVisible();
});

test('a page is read once: what is asked for after its stream is open is not asked for again', async ({ page }) => {
  await asAna(page);
  const asked: string[] = [];
  let early: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname.split('/').slice(5).join('/')));
  page.on('response', (response) => {
    if (response.url().endsWith('/events')) early = [...asked];
  });
  await page.goto(list());
  await expect(page.getByRole('button', { name: /^Actions for Ana/ })).toBeVisible();
  // Longer than whatever would be read again waits.
  await page.waitForTimeout(1500);
  for (const list of ['users', 'users/summary', 'roles', 'locations']) {
    // On a machine that is busy the stream may be late: what was asked for before it is asked for again.
    const times = early.includes(list) ? 2 : 1;
    expect(
      asked.filter((each) => each === list),
      list,
    ).toHaveLength(times);
  }
});
