import type { Page } from '@playwright/test';
import { House, password } from './house';
import { expect, expectAccessible, signIn, test } from './test';

let house: House;
test.beforeAll(async () => {
  house = await House.start();
  await house.setUp();
});
test.afterAll(() => house.stop());

async function openSwitcher(page: Page, isMobile: boolean) {
  if (isMobile) await page.getByRole('button', { name: /^Menu/ }).click();
  await page.getByRole('button', { name: /^Switch workspace/ }).click();
}

test('a second workspace is created, an existing account joins it with one button and switches', async ({
  page,
  browser,
  contextOptions,
  isMobile,
}) => {
  const email = 'jo.jung@example.org';
  await house.member(email, 'Jo Jung');

  await test.step('the administrator founds it from the switcher', async () => {
    await signIn(page, 'ana@example.com', undefined, house.url);
    await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
    await openSwitcher(page, isMobile);
    await expect(page.getByRole('menuitem', { name: 'Create workspace…' })).toBeVisible();
    await expectAccessible(page, { overlay: true });
    await page.getByRole('menuitem', { name: 'Create workspace…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create workspace' });
    await expect(dialog.getByLabel('Workspace name')).toBeFocused();
    await expectAccessible(page, { overlay: true });
    await dialog.getByRole('button', { name: 'Create workspace' }).click();
    await expect(dialog.getByText('Enter a name for the workspace.')).toBeVisible();
    await dialog.getByLabel('Workspace name').fill('Southwind Repairs');
    await dialog.getByRole('button', { name: 'Create workspace' }).click();
    await expect(page.getByText('Welcome to Southwind Repairs, Ana Souza.')).toBeVisible();
    expect(page.url()).not.toContain(house.workspaceId);
  });

  await test.step('and invites somebody who has an account', async () => {
    await page.goto(`${page.url()}/settings/users/new`);
    await page.getByLabel('Name', { exact: true }).fill('Jo Jung');
    await page.getByLabel(/^E-?mail address/i).fill(email);
    await page.getByRole('button', { name: /Roles$/ }).click();
    await page.getByRole('option', { name: 'Member' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Save User' }).click();
    await expect(page.getByRole('table').getByText('Jo Jung')).toBeVisible();
  });

  const invitee = await (await browser.newContext(contextOptions)).newPage();
  await test.step('who signs in on the link and joins', async () => {
    await invitee.goto(await house.mailedLink(email, '/invite#token='));
    await expect(invitee.getByText('You already have an account. Sign in to accept.')).toBeVisible();
    await expect(invitee.getByLabel('E-mail address')).toHaveValue(email);
    await expectAccessible(invitee);
    await invitee.getByLabel('Password', { exact: true }).fill(password);
    await invitee.getByRole('button', { name: 'Sign in' }).click();
    await invitee.getByRole('button', { name: 'Join Southwind Repairs' }).click();
    await expect(invitee.getByRole('heading', { name: 'Choose a workspace' })).toBeVisible();
    await expect(invitee.getByRole('listitem').filter({ hasText: 'Southwind Repairs' })).toContainText(
      'Pending approval',
    );
    await expectAccessible(invitee);
  });

  await test.step('the administrator approves', async () => {
    if (isMobile) await page.getByRole('button', { name: /^Menu/ }).click();
    await page.getByRole('link', { name: /Login Requests/ }).click();
    await page.getByRole('button', { name: 'Approve Jo Jung' }).click();
    await expect(page.getByText('Jo Jung can now sign in')).toBeVisible();
  });

  await test.step('both workspaces stand in the switcher', async () => {
    await invitee.goto(`${house.url}/w/${house.workspaceId}`);
    await openSwitcher(invitee, isMobile);
    await expect(invitee.getByRole('menuitem', { name: 'Northwind Rentals, current' })).toBeVisible();
    await invitee.getByRole('menuitem', { name: 'Southwind Repairs' }).click();
    await expect(invitee.getByText('Welcome to Southwind Repairs, Jo Jung.')).toBeVisible();
  });

  await test.step('and one of them is left again', async () => {
    await openSwitcher(invitee, isMobile);
    await invitee.getByRole('menuitem', { name: 'Leave Southwind Repairs…' }).click();
    await expect(invitee.getByRole('alertdialog')).toBeVisible();
    await expectAccessible(invitee, { overlay: true });
    await invitee.getByRole('button', { name: 'Leave workspace' }).click();
    await expect(invitee.getByRole('heading', { name: 'Choose a workspace' })).toBeVisible();
    await expect(invitee.getByRole('listitem').filter({ hasText: 'Northwind Rentals' })).toBeVisible();
    await expect(invitee.getByRole('listitem').filter({ hasText: 'Southwind Repairs' })).toHaveCount(0);
    await invitee.context().close();
  });
});

test('where no further workspaces are made, the dialog says so and the offer goes', async ({ page }) => {
  await page.route('**/api/v1/workspaces', (route) =>
    route.fulfill({ status: 403, json: { status: 403, code: 'workspace_creation_closed', title: 'Closed' } }),
  );
  await signIn(page, 'ana@example.com', undefined, house.url);
  await expect(page.getByRole('heading', { name: /Dashboard|Choose/ })).toBeVisible();
  await page.goto(`${house.url}/workspaces`);
  await page.getByRole('button', { name: 'Create workspace' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Workspace name').fill('One more');
  await dialog.getByRole('button', { name: 'Create workspace' }).click();
  await expect(dialog.getByRole('alert')).toContainText('makes no further workspaces');
  await expectAccessible(page, { overlay: true });
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByRole('button', { name: 'Create workspace' })).toHaveCount(0);
});
