import type { Page } from '@playwright/test';
import { House } from './house';
import { expect, expectAccessible, expectNoSidewaysScroll, password, signIn, test } from './test';

let house: House;
const shots = process.env.SHOTS;

test.beforeEach(async () => {
  house = await House.start();
  await house.setUp();
});
test.afterEach(() => house.stop());

async function open(page: Page, email = 'ana@example.com') {
  await signIn(page, email, undefined, house.url);
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
  await page.goto(`${house.url}/w/${house.workspaceId}/settings/api-keys`);
  await expect(page.getByRole('heading', { name: 'API keys', level: 1 })).toBeVisible();
}

/** The page in light and dark: nothing for axe to find, nothing that scrolls sideways; and a picture, where they are asked for. */
async function look(page: Page, name: string, { overlay = false } = {}) {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await expectAccessible(page, { overlay });
    if (shots) await page.screenshot({ path: `${shots}/${name}-${page.viewportSize()?.width}-${scheme}.png` });
  }
  await expectNoSidewaysScroll(page);
}

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

async function choose(page: Page, name: string, item: string) {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** What a program with the secret gets for the users of the workspace. */
const status = async (secret: string) =>
  (
    await fetch(`${house.url}/api/v1/workspaces/${house.workspaceId}/users`, {
      headers: { Authorization: `Bearer ${secret}` },
    })
  ).status;

const makeKey = (name: string, permissions: string[], more: Record<string, string> = {}) =>
  house.inWorkspace('POST', '/api-keys', { name, permissions, ...more });

test('a key is made, used, edited, rotated and deleted', async ({ page }) => {
  test.slow();
  await open(page);
  await expect(page.getByText('There are no API keys yet')).toBeVisible();
  await look(page, 'keys-empty');
  let secret = '';

  await test.step('made, and its secret shown once', async () => {
    await page.getByRole('button', { name: 'New API Key' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New API key' });
    await dialog.getByRole('button', { name: 'Create API key' }).click();
    await expect(dialog.getByText('Enter a name for the key.')).toBeVisible();
    await expect(dialog.getByText('Choose at least one permission.')).toBeVisible();
    await look(page, 'keys-new', { overlay: true });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Fleet app');
    await dialog.getByRole('checkbox', { name: /See people/ }).check();
    await dialog.getByRole('button', { name: 'Create API key' }).click();
    const shown = page.getByRole('dialog', { name: 'The secret of Fleet app' });
    await look(page, 'keys-secret', { overlay: true });
    secret = await shown.getByLabel('Secret').inputValue();
    expect(secret).toMatch(/^gh_[0-9A-Za-z]{49}$/);
    await page.keyboard.press('Escape');
    await expect(shown).toBeVisible();
    await shown.getByRole('button', { name: 'I have copied it' }).click();
    await expect(shown).toBeHidden();
    await expect(row(page, 'Fleet app')).toContainText('Active');
    await expect(row(page, 'Fleet app')).toContainText('users:read');
    await expect(row(page, 'Fleet app')).toContainText('Ana Souza');
    await expect(page.getByText(secret)).toHaveCount(0);
  });

  await test.step('used', async () => {
    expect(await status(secret)).toBe(200);
    await page.reload();
    await expect(row(page, 'Fleet app')).toContainText('just now');
  });

  await test.step('edited', async () => {
    await choose(page, 'Fleet app', 'Edit…');
    const dialog = page.getByRole('dialog', { name: 'Edit API key' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Fleet dispatch');
    await dialog.getByRole('checkbox', { name: /See people/ }).uncheck();
    await dialog.getByRole('checkbox', { name: /See locations/ }).check();
    await dialog.getByRole('button', { name: /Ends/ }).click();
    await page.getByRole('option', { name: 'Never' }).click();
    await dialog.getByRole('button', { name: 'Save API key' }).click();
    await expect(row(page, 'Fleet dispatch')).toContainText('locations:read');
    expect(await status(secret)).toBe(403);
    await house.inWorkspace('PATCH', `/api-keys/${await onlyKey()}`, { permissions: ['users:read'] });
    expect(await status(secret)).toBe(200);
  });

  await test.step('rotated: both secrets work, then the new one alone', async () => {
    await choose(page, 'Fleet dispatch', 'Rotate…');
    const dialog = page.getByRole('dialog', { name: 'Rotate Fleet dispatch' });
    await look(page, 'keys-rotate', { overlay: true });
    await dialog.getByRole('button', { name: 'Rotate API key' }).click();
    const shown = page.getByRole('dialog', { name: 'The secret of Fleet dispatch' });
    const next = await shown.getByLabel('Secret').inputValue();
    await expect(shown.getByText(/The secret before it ends/)).toBeVisible();
    await shown.getByRole('button', { name: 'I have copied it' }).click();
    expect([await status(secret), await status(next)]).toEqual([200, 200]);
    await choose(page, 'Fleet dispatch', 'Rotate…');
    await dialog.getByLabel('not at all').check();
    await dialog.getByRole('button', { name: 'Rotate API key' }).click();
    const newest = await shown.getByLabel('Secret').inputValue();
    await shown.getByRole('button', { name: 'I have copied it' }).click();
    expect([await status(secret), await status(next), await status(newest)]).toEqual([401, 401, 200]);
    secret = newest;
  });

  await test.step('what it did is in the audit log', async () => {
    await choose(page, 'Fleet dispatch', 'What it did');
    await expect(page.getByRole('heading', { name: 'Audit log', level: 1 })).toBeVisible();
    await expect(page.getByText(/The API key Fleet dispatch was refused/)).toBeVisible();
    await page.goBack();
  });

  await test.step('deleted', async () => {
    await choose(page, 'Fleet dispatch', 'Delete…');
    const dialog = page.getByRole('alertdialog');
    await expectAccessible(page, { overlay: true });
    await dialog.getByRole('button', { name: 'Delete API key' }).click();
    await expect(page.getByText('There are no API keys yet')).toBeVisible();
    expect(await status(secret)).toBe(401);
  });
});

async function onlyKey() {
  return String(((await house.inWorkspace('GET', '/api-keys')).data as { id: string }[])[0]?.id);
}

test('keys of every state, and what somebody below may do with them', async ({ page, browser, contextOptions }) => {
  test.slow();
  await house.inWorkspace('POST', '/roles', {
    name: 'Integrations',
    permissions: ['api_keys:manage', 'users:read', 'audit:read'],
  });
  await house.member('ivy@example.com', 'Ivy Integrator', { role: 'Integrations' });
  await makeKey('Nightly export to the warehouse of the Greater Eastern Region', [
    'users:read',
    'audit:read',
    'locations:read',
    'roles:read',
    'approvals:read',
  ]);
  const short = await makeKey('Migration', ['users:read'], { expires_at: new Date(Date.now() + 1_500).toISOString() });
  const session = await house.call('POST', '/auth/sessions', { email: 'ivy@example.com', password }, null);
  await house.call(
    'POST',
    `/workspaces/${house.workspaceId}/api-keys`,
    { name: 'Badge printer', permissions: ['users:read', 'audit:read'] },
    String(session.access_token),
  );
  const theirs = await (await browser.newContext(contextOptions)).newPage();
  await open(theirs, 'ivy@example.com');
  await theirs.getByRole('button', { name: /Actions for Nightly/ }).click();
  await expect(theirs.getByRole('menuitem', { name: /Rotate/ })).toContainText('which you lack');
  await theirs.keyboard.press('Escape');
  await theirs.getByRole('button', { name: 'New API Key' }).first().click();
  await expect(theirs.getByRole('dialog').getByRole('checkbox')).toHaveCount(3);

  const ivy = ((await house.inWorkspace('GET', '/users?q=ivy')).data as { id: string }[])[0]?.id;
  await house.inWorkspace('POST', `/users/${ivy}/suspend`);
  await expect.poll(async () => (await house.inWorkspace('GET', `/api-keys/${short.id}`)).status).toBe('expired');
  await open(page);
  await expect(row(page, 'Migration')).toContainText('Expired');
  await expect(row(page, 'Badge printer')).toContainText('Stopped with its maker');
  await look(page, 'keys-list');
  await house.inWorkspace('POST', `/users/${ivy}/reactivate`);
  await house.inWorkspace('PATCH', `/users/${ivy}`, { role_ids: [await house.roleId('Member')] });
  await expect(row(page, 'Badge printer')).toContainText('1 of them does nothing now');
  await expect(row(page, 'Badge printer')).toContainText('Active');
});

test('whoever may not manage keys is told so', async ({ page }) => {
  await house.member('bo@example.com', 'Bo Brown');
  await open(page, 'bo@example.com');
  await expect(page.getByText("You can't see this page")).toBeVisible();
  await expect(page.getByRole('link', { name: 'API keys' })).toHaveCount(0);
  await expectAccessible(page);
});
