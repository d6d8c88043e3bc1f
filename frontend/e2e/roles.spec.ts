import type { Page } from '@playwright/test';
import { House } from './house';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test';

// Roles, permissions and why somebody may do something; a house of its own, so that its roles are known.
let house: House;
test.beforeAll(async () => {
  house = await House.start();
  await house.setUp();
  await house.inWorkspace('PUT', '/permissions/fleet:dispatch', { description: 'Send vehicles out; not sell them' });
  for (const name of ['Sydney', 'Perth']) await house.inWorkspace('POST', '/locations', { name });
});
test.afterAll(() => house.stop());

type Named = { id: string; name: string };
const at = (path: string) => `${house.url}/w/${house.workspaceId}/settings/${path}`;
const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
const box = (page: Page, name: string) => page.getByRole('checkbox', { name });

async function makeRole(name: string, permissions: string[], scope = 'workspace'): Promise<string> {
  const made = await house.inWorkspace('POST', '/roles', {
    name,
    description: `Works as ${name}.`,
    scope,
    permissions,
  });
  return String(made.id);
}
async function userId(email: string): Promise<string> {
  const { data } = (await house.inWorkspace('GET', `/users?q=${email}`)) as { data: Named[] };
  return data[0]?.id ?? '';
}
async function as(page: Page, email = 'ana@example.com') {
  await signIn(page, email, undefined, house.url);
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
}
async function choose(page: Page, name: string, item: string) {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}
async function pick(page: Page, label: RegExp, option: RegExp) {
  await page.getByRole('button', { name: label }).click();
  await page.getByRole('option', { name: option }).click();
}
test('a role is made by keyboard alone', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no keyboard to walk with');
  await as(page);
  await page.goto(at('permissions?tab=roles'));
  await page.getByRole('link', { name: 'New Role' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'New role' })).toBeFocused();
  await page.getByLabel('Name', { exact: true }).focus();
  await page.keyboard.type('Night shift');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Looks after people at night.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: 'Only at their locations' })).toBeChecked();
  await box(page, 'See people').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await expect(box(page, 'Invite people')).toBeFocused();
  await page.keyboard.press('Space');
  await page.getByLabel('Name', { exact: true }).focus();
  await page.keyboard.press('Enter');

  await expect(page.getByText('Role Night shift saved')).toBeVisible();
  const made = row(page, 'Night shift');
  await expect(made).toContainText('Only at their locations');
  await expect(made).toContainText('Nobody');
  await expect(made).toHaveClass(/bg-accent-soft/);
});

test('the list, the editor and its refusals', async ({ page, isMobile }) => {
  const name = `Dispatcher ${isMobile ? 'two' : 'one'}`;
  await makeRole(name, ['users:read', 'fleet:dispatch'], 'locations');
  await as(page);
  await page.goto(at('permissions?tab=roles'));
  await expect(row(page, name)).toContainText('Only at their locations');
  await expect(row(page, 'Admin')).toContainText('Built in');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await page.getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(box(page, 'Send vehicles out; not sell them')).toBeChecked();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await page.getByLabel('Name', { exact: true }).fill('');
  await page.getByRole('button', { name: 'Save Role' }).click();
  await expect(page.getByText('Enter a name for the role.')).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('ADMIN');
  await page.getByRole('button', { name: 'Save Role' }).click();
  await expect(page.getByText('There is a role with this name already.')).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('link', { name: 'Roles', exact: true }).click();
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText('Leave without saving?');
  await question.getByRole('button', { name: 'Leave' }).click();
  await expect(row(page, name)).toBeVisible();

  await choose(page, name, 'Copy');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(`Copy of ${name}`);
  await expect(page.getByRole('radio', { name: 'Only at their locations' })).toBeChecked();
  await expect(box(page, 'See people')).toBeChecked();
  await page.getByRole('button', { name: 'Save Role' }).click();
  await expect(row(page, `Copy of ${name}`)).toBeVisible();
});

test('before a role is saved it is told who gains and loses what', async ({ page, isMobile }) => {
  const name = `Lead ${isMobile ? 'two' : 'one'}`;
  const role = await makeRole(name, ['users:read', 'users:invite']);
  for (const each of ['a', 'b'])
    await house.member(`lead-${each}-${isMobile}@example.org`, `Lead ${each}`, { role: name });
  await as(page);
  await page.goto(at(`permissions/roles/${role}`));
  await box(page, 'Invite people').uncheck();
  await box(page, 'Read and export').check();
  await expect(page.getByText('1 permission added · 1 permission taken away')).toBeVisible();
  await page.getByRole('button', { name: 'Save Role' }).click();
  const review = page.getByRole('dialog', { name: `Save the changes to ${name}?` });
  await expect(review).toContainText('2 people lose users:invite');
  await expect(review).toContainText('2 people gain audit:read');
  await expectAccessible(page, { overlay: true });
  await review.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'Save Role' }).click();
  await review.getByRole('button', { name: 'Save Role' }).click();
  await expect(page.getByText(`Role ${name} saved`)).toBeVisible();
  await expect(row(page, name)).toContainText('2 people');
  const saved = await house.inWorkspace('GET', `/roles/${role}`);
  expect(saved.permissions).toEqual(['audit:read', 'users:read']);
});

test('when two change the same role, the second sees both versions and chooses', async ({ page, isMobile }) => {
  const name = `Shared ${isMobile ? 'two' : 'one'}`;
  const role = await makeRole(name, ['users:read']);
  await as(page);
  // The other's change is not told to this page, so that its own comes too late.
  await page.route('**/events', (route) => route.abort());
  await page.goto(at(`permissions/roles/${role}`));
  await box(page, 'Invite people').check();
  await page.getByLabel('Description').fill('Mine');
  await house.inWorkspace('PATCH', `/roles/${role}`, {
    description: 'Theirs',
    permissions: ['users:read', 'roles:read'],
  });
  await page.getByRole('button', { name: 'Save Role' }).click();
  const dialog = page.getByRole('dialog', { name: `Someone else changed ${name} meanwhile` });
  await expect(dialog.getByRole('row', { name: /^Description/ })).toContainText('Theirs');
  await expect(dialog.getByRole('row', { name: /^Permissions/ })).toContainText('roles:read added');
  await expectAccessible(page, { overlay: true });
  await dialog.getByRole('button', { name: 'Keep my changes over theirs' }).click();
  await expect(box(page, 'See roles')).toBeChecked();
  await page.getByRole('button', { name: 'Save Role' }).click();
  await expect(page.getByText(`Role ${name} saved`)).toBeVisible();
  const saved = await house.inWorkspace('GET', `/roles/${role}`);
  expect(saved).toMatchObject({ description: 'Mine', permissions: ['roles:read', 'users:invite', 'users:read'] });
});

test('a role that people have is deleted with its replacement', async ({ page, isMobile }) => {
  const name = `Leaving ${isMobile ? 'two' : 'one'}`;
  await makeRole(name, ['users:read', 'users:invite']);
  const email = `leaving-${isMobile}@example.org`;
  await house.member(email, 'Lee Leaving', { role: name });
  await as(page);
  await page.goto(at('permissions?tab=roles'));
  await choose(page, name, 'Delete…');
  const dialog = page.getByRole('dialog', { name: `Delete the role ${name}?` });
  await expect(dialog).toContainText('1 person has it');
  await expect(dialog.getByRole('button', { name: 'Delete role' })).toBeDisabled();
  await pick(page, /They get instead/, /^Member/);
  await expect(dialog).toContainText('1 person loses users:invite');
  await expectAccessible(page, { overlay: true });
  await dialog.getByRole('button', { name: 'Delete role' }).click();
  await expect(page.getByText(`Role ${name} deleted`)).toBeVisible();
  await expect(row(page, name)).toHaveCount(0);
  const user = await house.inWorkspace('GET', `/users/${await userId(email)}`);
  expect((user.roles as Named[]).map((each) => each.name)).toEqual(['Member']);
});

test('two roles are compared under an address of their own', async ({ page }) => {
  await as(page);
  await page.goto(at('permissions?tab=roles'));
  await choose(page, 'Approver', 'Compare…');
  await pick(page, /Compared with/, /^Member/);
  await expect(page).toHaveURL(/with=/);
  await page.reload();
  await expect(page.getByRole('heading', { name: '2 differences' })).toBeVisible();
  await expect(page.getByText('approvals:decide')).toBeVisible();
  await expect(page.getByText('users:read')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});

test('a permission of the own app is added, described and removed', async ({ page, isMobile }) => {
  const permission = `yard:${isMobile ? 'open' : 'close'}`;
  await as(page);
  await page.goto(at('permissions?tab=permissions'));
  await expect(page.getByText('fleet:dispatch')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Add Permission' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Permission', { exact: true }).fill('users:tag');
  await dialog.getByLabel('What it allows').fill('Open the yard');
  await expect(dialog.getByText(/are Gatehouse's own/)).toBeVisible();
  await expectAccessible(page, { overlay: true });
  await dialog.getByLabel('Permission', { exact: true }).fill(permission);
  await dialog.getByRole('button', { name: 'Save permission' }).click();
  await expect(row(page, permission)).toContainText('Open the yard');

  await choose(page, permission, 'Edit description');
  await dialog.getByLabel('What it allows').fill('Open the yard; not the office');
  await dialog.getByRole('button', { name: 'Save permission' }).click();
  await expect(row(page, permission)).toContainText('not the office');

  await makeRole(`Keeper of ${permission}`, [permission]);
  await page.reload();
  await choose(page, permission, 'Remove…');
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText(`Keeper of ${permission}`);
  await expectAccessible(page, { overlay: true });
  await question.getByRole('button', { name: 'Remove permission' }).click();
  await expect(row(page, permission)).toHaveCount(0);
});

test('why somebody may do something is told on their page, under an address', async ({ page, isMobile }) => {
  const name = `Depot ${isMobile ? 'two' : 'one'}`;
  const email = `depot-${isMobile}@example.org`;
  await makeRole(name, ['users:invite'], 'locations');
  await house.member(email, 'Dee Depot', { role: name });
  const user = await userId(email);
  const { data } = (await house.inWorkspace('GET', '/locations')) as { data: Named[] };
  const sydney = data.find((each) => each.name === 'Sydney')?.id ?? '';
  await house.inWorkspace('PATCH', `/users/${user}`, { location_ids: [sydney] });
  await as(page);
  await page.goto(at(`users/${user}`));
  await pick(page, /What they can or cannot do/, /^Invite people/);
  await expect(page.getByText('No, Dee Depot may not do this.')).toBeVisible();
  await expect(page.getByText(/only at their own locations, not across the workspace/)).toBeVisible();
  await pick(page, /^No particular location|^Where/, /^Sydney/);
  await expect(page.getByText('Yes, Dee Depot may do this at Sydney.')).toBeVisible();
  await expect(page.getByText(/allows it at their locations/)).toContainText('Sydney');
  await expect(page).toHaveURL(new RegExp(`why=users.*&at=${sydney}`));
  await page.reload();
  await expect(page.getByText('Yes, Dee Depot may do this at Sydney.')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});

test('whoever chooses a role sees where it counts and what it allows', async ({ page, isMobile }) => {
  const name = `Branch ${isMobile ? 'two' : 'one'}`;
  await makeRole(name, ['users:read', 'fleet:dispatch'], 'locations');
  await as(page);
  await page.goto(at('users/new'));
  await page.getByRole('button', { name: /Roles$/ }).click();
  const option = page.getByRole('option', { name: new RegExp(`^${name}`) });
  await expect(option).toContainText('Only at their locations');
  await option.click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'What can this role do?' }).click();
  const panel = page.getByRole('dialog', { name: 'What can this role do?' });
  await expect(panel).toContainText('Send vehicles out; not sell them');
  await expectAccessible(page, { overlay: true });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'What can this role do?' })).toBeFocused();
});

test('whoever may only read roles reads them', async ({ page, isMobile }) => {
  const email = `reader-${isMobile}@example.org`;
  await house.member(email, 'Rea Reader');
  await as(page, email);
  await page.goto(at('permissions?tab=roles'));
  await expect(row(page, 'Approver')).toBeVisible();
  await expect(page.getByRole('link', { name: 'New Role' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Approver' }).click();
  await expect(page.getByText('Needs the permission roles:write')).toBeVisible();
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  await expectAccessible(page);
  await page.goto(at('permissions/roles/new'));
  await expect(page.getByText("You can't see this page")).toBeVisible();
});
