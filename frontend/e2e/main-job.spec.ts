import { House, password, setupToken } from './house';
import { expect, expectAccessible, test } from './test';

// The product's whole story, told by two people in two browsers, with nothing done behind their backs.
let house: House;
test.beforeAll(async () => {
  house = await House.start();
});
test.afterAll(() => house.stop());

test('invite, e-mail, accept, approve, sign in', async ({ page: admin, browser, contextOptions, isMobile }) => {
  const email = 'li.wei@example.org';

  await test.step('the first person sets Gatehouse up', async () => {
    await admin.goto(`${house.url}/setup#token=${setupToken}`);
    await admin.getByLabel('Your name').fill('Ana Souza');
    await admin.getByLabel('E-mail address').fill('ana@example.com');
    await admin.getByLabel('Password', { exact: true }).fill(password);
    await admin.getByLabel('Workspace name').fill('Northwind Rentals');
    await admin.getByRole('button', { name: 'Create account and workspace' }).click();
    await expect(admin).toHaveURL(/\/w\/[0-9a-f-]+$/);
  });

  await test.step('and adds a user', async () => {
    if (isMobile) await admin.getByRole('button', { name: 'Menu' }).click();
    await admin.getByRole('link', { name: 'Users', exact: true }).click();
    await admin.getByRole('link', { name: 'Add User' }).first().click();
    await admin.getByLabel('Name', { exact: true }).fill('Li Wei');
    await admin.getByLabel(/^E-?mail address/i).fill(email);
    await admin.getByRole('button', { name: /Roles$/ }).click();
    await admin.getByRole('option', { name: 'Member' }).click();
    await admin.keyboard.press('Escape');
    await admin.getByRole('button', { name: 'Save User' }).click();
    await expect(admin.getByRole('table').getByText('Li Wei')).toBeVisible();
    await expect(admin.getByRole('table').getByText('Invited')).toBeVisible();
  });

  const invitee = await (await browser.newContext(contextOptions)).newPage();
  await test.step('the invitee follows the e-mail and accepts', async () => {
    await invitee.goto(await house.mailedLink(email, '/invite#token='));
    await expect(invitee.getByRole('heading', { level: 1 })).toHaveText('Ana Souza invited you to Northwind Rentals');
    await invitee.getByLabel('Password', { exact: true }).fill(password);
    await invitee.getByRole('button', { name: 'Accept and join' }).click();
    await expect(invitee.getByRole('heading', { name: 'Account pending approval', exact: true })).toBeVisible();
  });

  await test.step('the open page of the administrator shows it, and the request is approved', async () => {
    await expect(admin.getByRole('table').getByText('Pending approval')).toBeVisible();
    if (isMobile) await admin.getByRole('button', { name: 'Menu' }).click();
    const requests = admin.getByRole('link', { name: /Login Requests/ });
    await expect(requests).toContainText('1 waiting');
    await requests.click();
    await expect(admin.getByRole('heading', { name: 'Review Pending Requests' })).toBeFocused();
    await expectAccessible(admin);
    await admin.getByRole('button', { name: 'Approve Li Wei' }).click();
  });

  await test.step('the waiting page turns into the app within five seconds', async () => {
    await expect(invitee).toHaveURL(/\/w\/[0-9a-f-]+$/, { timeout: 5_000 });
    await expectAccessible(invitee);
    await invitee.context().close();
  });

  await test.step('from now on they sign in', async () => {
    const later = await (await browser.newContext(contextOptions)).newPage();
    await later.goto(`${house.url}/sign-in`);
    await later.getByLabel('E-mail address').fill(email);
    await later.getByLabel('Password', { exact: true }).fill(password);
    await later.getByRole('button', { name: 'Sign in' }).click();
    await expect(later).toHaveURL(/\/w\/[0-9a-f-]+$/);
    await later.context().close();
  });
});
