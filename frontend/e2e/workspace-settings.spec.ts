import type { Page } from '@playwright/test';
import { House, password } from './house';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test';

let house: House;
test.beforeEach(async () => {
  house = await House.start();
  await house.setUp();
});
test.afterEach(() => house.stop());

async function open(page: Page) {
  await signIn(page, 'ana@example.com', undefined, house.url);
  await expect(page.getByRole('heading', { name: /Dashboard|Choose a workspace/ })).toBeVisible();
  await page.goto(`${house.url}/w/${house.workspaceId}/settings/workspace`);
  await expect(page.getByRole('heading', { name: 'Workspace', level: 1 })).toBeVisible();
  await expect(page.getByLabel('Workspace name')).toBeVisible();
}

const section = (page: Page, name: string) => page.getByRole('region', { name });

test('name and short name are changed; a short name that another workspace has is refused', async ({ page }) => {
  await house.call('POST', '/workspaces', { name: 'Southwind Repairs' });
  await open(page);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  const general = section(page, 'General');
  await general.getByLabel('Short name').fill('South Wind');
  await general.getByRole('button', { name: 'Save changes' }).click();
  await expect(general.getByText(/Use 2 to 48 lower-case letters/)).toBeVisible();
  await general.getByLabel('Short name').fill('southwind-repairs');
  await expect(general.getByText('Links with the old short name stop working.')).toBeVisible();
  await general.getByRole('button', { name: 'Save changes' }).click();
  await expect(general.getByText('This short name cannot be had. Choose another.')).toBeVisible();
  await expectAccessible(page);
  await general.getByLabel('Workspace name').fill('Northwind Fleet');
  await general.getByLabel('Short name').fill('northwind-fleet');
  await general.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Workspace renamed to Northwind Fleet')).toBeVisible();
  await expect(general.getByText(`/join/northwind-fleet`)).toBeVisible();
});

test('a policy that lets more people in is counted and asked about; a stricter one is not', async ({ page }) => {
  await house.member('wil@example.com', 'Wil Waits', { approved: false });
  await house.invite('bo@example.com', 'Bo Brown');
  await open(page);
  const policy = section(page, 'Access policy');
  await policy.getByLabel('People from outside').check();
  await policy.getByRole('button', { name: 'Save policy' }).click();
  await expect(policy.getByText('Name at least one domain')).toBeVisible();
  const domains = policy.getByLabel("The workspace's own e-mail domains");
  await domains.fill('Example.com');
  await domains.press('Enter');
  await domains.fill('typo.example');
  await domains.press('Enter');
  await policy.getByRole('button', { name: 'Remove typo.example' }).click();
  await expect(policy.getByText('typo.example', { exact: true })).toHaveCount(0);
  await policy.getByRole('button', { name: 'Save policy' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Let people in more easily?' });
  await expect(dialog).toContainText('1 open invitation stays as it was made.');
  await expect(dialog).toContainText('2 requests wait and still have to be decided.');
  await expect(dialog).toContainText('3 users have an address at the own domains.');
  await expectAccessible(page, { overlay: true });
  await dialog.getByRole('button', { name: 'Save policy' }).click();
  await expect(page.getByText('Policy saved')).toBeVisible();
  await policy.getByLabel('Everybody', { exact: true }).check();
  await policy.getByRole('button', { name: 'Save policy' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(policy.getByRole('button', { name: 'Save policy' })).toBeDisabled();
});

test('asking to join is opened, with a link to share', async ({ page }) => {
  await open(page);
  const asking = section(page, 'Asking to join');
  await expect(asking.getByLabel('Address to ask to join')).toHaveCount(0);
  await asking.getByLabel('Anyone').check();
  await asking.getByRole('button', { name: 'Save changes' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Let people in more easily?' });
  await expect(dialog).toContainText('more people can ask to join');
  await dialog.getByRole('button', { name: 'Save policy' }).click();
  await expect(asking.getByLabel('Address to ask to join')).toHaveValue(`${house.url}/join/northwind-rentals`);
  await expectAccessible(page);
});

test('what another form of the page saved is no conflict; what somebody else saved is', async ({ page }) => {
  await open(page);
  const policy = section(page, 'Access policy');
  const general = section(page, 'General');
  await policy.getByLabel('Nobody').check();
  await general.getByLabel('Workspace name').fill('Northwind Two');
  await general.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Workspace renamed to Northwind Two')).toBeVisible();
  await policy.getByRole('button', { name: 'Save policy' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Save policy' }).click();
  await expect(page.getByText('Policy saved')).toBeVisible();
  await general.getByLabel('Workspace name').fill('Northwind Three');
  await house.inWorkspace('PATCH', '', { name: 'Northwind Four' });
  await general.getByRole('button', { name: 'Save changes' }).click();
  await expect(general.getByRole('alert')).toContainText('Someone changed these settings meanwhile');
  await general.getByRole('button', { name: 'Load theirs' }).click();
  await expect(general.getByLabel('Workspace name')).toHaveValue('Northwind Four');
});

test('a workspace is deleted by its name, and leads to another one or to none', async ({ page, isMobile }) => {
  test.slow();
  await house.call('POST', '/workspaces', { name: 'Southwind Repairs' });
  await house.member('mia@example.com', 'Mia Member');
  await open(page);
  await page.getByRole('button', { name: 'Delete workspace…' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Delete Northwind Rentals?' });
  await expect(dialog.getByText('2 people have a place in it.')).toBeVisible();
  const field = dialog.getByLabel('Type Northwind Rentals to go on');
  await expect(field).toBeFocused();
  await field.fill('northwind rentals');
  await field.press('Enter');
  await expect(dialog.getByText('This is not the name of the workspace.')).toBeVisible();
  await expectAccessible(page, { overlay: true });

  await test.step('the server wants the password again', async () => {
    let first = true;
    await page.route('**/api/v1/workspaces/*?name=*', async (route) => {
      if (!first) return route.fallback();
      first = false;
      await route.fulfill({
        status: 403,
        json: { status: 403, code: 'reauthentication_required', title: 'Forbidden' },
      });
    });
    await field.fill('Northwind Rentals');
    await field.press('Enter');
    const again = page.getByRole('dialog', { name: 'Is it you?' });
    await again.getByLabel('Password', { exact: true }).fill(password);
    await again.getByRole('button', { name: 'Go on' }).click();
  });
  await expect(page.getByText('Welcome to Southwind Repairs, Ana Souza.')).toBeVisible();
  await page.goto(`${house.url}/w/${house.workspaceId}`);
  await expect(page.getByRole('heading', { name: 'This page does not exist' })).toBeVisible();

  await test.step('the last one leads to where there is none', async () => {
    await page.goto(`${house.url}/`);
    await expect(page.getByText('Welcome to Southwind Repairs, Ana Souza.')).toBeVisible();
    if (isMobile) await page.getByRole('button', { name: /^Menu/ }).click();
    await page.getByRole('link', { name: 'Workspace', exact: true }).click();
    await page.getByRole('button', { name: 'Delete workspace…' }).click();
    await page.getByLabel('Type Southwind Repairs to go on').fill('Southwind Repairs');
    await page.getByRole('button', { name: 'Delete workspace', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'You are not in a workspace yet' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Create workspace' })).toBeVisible();
  });
});
