import type { Page } from '@playwright/test';
import { House, password } from './house';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test';

// Asking to join without an invitation: from the page that anybody may open to the approval.
let house: House;
const shots = process.env.SHOTS;

test.beforeAll(async () => {
  house = await House.start();
  await house.setUp('Ana Souza', 'ana@example.com', 'Northwind Rentals and Depots of the Greater Eastern Region');
});
test.afterAll(() => house.stop());

async function allow(who: 'off' | 'domains' | 'anyone') {
  const { slug } = await house.inWorkspace('PATCH', '', { access_requests: who, own_domains: ['example.com'] });
  return `${house.url}/join/${slug}`;
}

/** The page in light and dark: nothing for axe to find, nothing that scrolls sideways; and a picture, where they are asked for. */
async function look(page: Page, name: string, isMobile: boolean) {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await expectAccessible(page);
    if (shots) await page.screenshot({ path: `${shots}/${name}-${isMobile ? 'phone' : 'desktop'}-${scheme}.png` });
  }
  await expectNoSidewaysScroll(page);
}

async function ask(page: Page, name: string, email: string, message = '') {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail address').fill(email);
  if (message) await page.getByLabel(/Message to the administrators/).fill(message);
  await page.getByRole('button', { name: 'Ask to join' }).click();
}

test('ask, confirm by e-mail, wait, be approved', async ({ page: asker, browser, contextOptions, isMobile }) => {
  test.slow();
  const email = isMobile ? 'ash.phone@example.org' : 'ash@example.org';
  const address = await allow('anyone');

  await test.step('the page tells what is missing', async () => {
    await asker.goto(address);
    await expect(asker.getByRole('heading', { level: 1 })).toHaveText(/Ask to join Northwind Rentals/);
    await look(asker, 'join-ask', isMobile);
    await asker.getByRole('button', { name: 'Ask to join' }).click();
    await expect(asker.getByText('Enter a name.')).toBeVisible();
    await expect(asker.getByLabel('Your name')).toBeFocused();
    await look(asker, 'join-missing', isMobile);
  });

  await test.step('a link goes to the address', async () => {
    await ask(asker, 'Ash Asker', email, 'I start at the Perth depot on Monday.\nBen knows me.');
    const heading = asker.getByRole('heading', { name: 'Check your e-mail' });
    await expect(heading).toBeFocused();
    await look(asker, 'join-sent', isMobile);
  });

  await test.step('its page asks for a password, and takes the token out of the address', async () => {
    await asker.goto(await house.mailedLink(email, '/join#token='));
    await expect(asker.getByRole('heading', { level: 1 })).toHaveText(/Confirm your request to join/);
    await expect(asker).toHaveURL(`${house.url}/join`);
    await expect(asker.getByText(email)).toBeVisible();
    await asker.getByLabel('Password', { exact: true }).fill('too short');
    await asker.getByRole('button', { name: 'Confirm and send the request' }).click();
    await expect(asker.getByText('Use at least 15 characters.')).toBeVisible();
    await look(asker, 'join-confirm', isMobile);
    await asker.getByLabel('Password', { exact: true }).fill(password);
    await asker.getByRole('button', { name: 'Confirm and send the request' }).click();
    await expect(asker.getByRole('heading', { name: 'Account pending approval', exact: true })).toBeVisible();
  });

  const admin = await (await browser.newContext(contextOptions)).newPage();
  await test.step('the approver reads what they wrote, and approves', async () => {
    await signIn(admin, 'ana@example.com', undefined, house.url);
    await expect(admin.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
    await admin.goto(`${house.url}/w/${house.workspaceId}/login-requests?source=access_request`);
    const row = admin.getByRole('listitem', { name: 'Ash Asker' });
    await expect(row).toContainText('Asked to join');
    await expect(row).toContainText('I start at the Perth depot on Monday.');
    await expect(row).toContainText('Member');
    await look(admin, 'join-request', isMobile);
    await admin.getByRole('button', { name: 'Approve Ash Asker' }).click();
    await admin.context().close();
  });
  await expect(asker).toHaveURL(/\/w\/[0-9a-f-]+$/, { timeout: 10_000 });

  await test.step('the link is spent', async () => {
    await asker.goto(await house.mailedLink(email, '/join#token='));
    await expect(asker.getByRole('heading', { name: 'Your address is confirmed already' })).toBeVisible();
    await look(asker, 'join-spent', isMobile);
  });
});

test('where nobody can ask, and where own domains alone can', async ({ page, isMobile }) => {
  const address = await allow('off');
  await page.goto(address);
  await expect(page.getByRole('heading', { name: 'Nobody can ask to join here' })).toBeVisible();
  await look(page, 'join-off', isMobile);
  await page.goto(`${house.url}/join/no-such-workspace`);
  await expect(page.getByRole('heading', { name: 'Nobody can ask to join here' })).toBeVisible();
  await allow('domains');
  await page.goto(address);
  await expect(page.getByText("Use your address at this workspace's own domain.")).toBeVisible();
  await ask(page, 'Ash Asker', 'ash@elsewhere.example');
  await expect(page.getByText(/from addresses at its own domains alone/)).toBeVisible();
  await expect(page.getByLabel('E-mail address')).toBeFocused();
  await look(page, 'join-domain', isMobile);
});

test('links that are dead say why', async ({ page, isMobile }) => {
  await page.goto(`${house.url}/join`);
  await expect(page.getByRole('heading', { name: 'Confirm your address' })).toBeVisible();
  await page.goto(`${house.url}/join#token=${'x'.repeat(43)}`);
  await expect(page.getByRole('heading', { name: 'This link is not valid' })).toBeVisible();
  await look(page, 'join-invalid', isMobile);
});

test('whoever has an account signs in as that address, and as no other', async ({ page, isMobile }) => {
  test.slow();
  const email = isMobile ? 'cleo.phone@example.org' : 'cleo@example.org';
  const other = isMobile ? 'dan.phone@example.org' : 'dan@example.org';
  const address = await allow('anyone');
  const slug = address.split('/').at(-1) ?? '';
  // Cleo has an account, by a place in another workspace.
  const elsewhere = await house.call('POST', '/workspaces', { name: `Elsewhere ${email}` });
  const home = house.workspaceId;
  house.workspaceId = String(elsewhere.id);
  await house.member(email, 'Cleo Chan');
  await house.member(other, 'Dan Day');
  house.workspaceId = home;
  await house.call('POST', `/workspaces/${slug}/access-requests`, { name: 'Cleo Chan', email }, null);
  const link = await house.mailedLink(email, '/join#token=');

  await signIn(page, other, undefined, house.url);
  await expect(page).toHaveURL(/\/w\//);
  await page.goto(link);
  await expect(page.getByText(`You are signed in as ${other}.`)).toBeVisible();
  await look(page, 'join-wrong-account', isMobile);
  await page.getByRole('button', { name: 'Switch account' }).click();
  await expect(page.getByText('You already have an account. Sign in to confirm.')).toBeVisible();
  await look(page, 'join-sign-in', isMobile);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Confirm and send the request' }).click();
  await expect(page).toHaveURL(/\/workspaces$/);
  await expect(page.getByText(/Pending approval/)).toBeVisible();
});

test('by keyboard alone', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no keyboard');
  await page.goto(await allow('anyone'));
  await page.getByLabel('Your name').focus();
  await page.keyboard.type('Kim Keys');
  await page.keyboard.press('Tab');
  await page.keyboard.type('kim@example.org');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Check your e-mail' })).toBeFocused();
  await page.goto(await house.mailedLink('kim@example.org', '/join#token='));
  await page.getByLabel('Password', { exact: true }).focus();
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Account pending approval', exact: true })).toBeVisible();
});

test('somebody who has a place sees the same page', async ({ page }) => {
  await page.goto(await allow('anyone'));
  await ask(page, 'Ana Souza', 'ana@example.com'); // has a place there
  await expect(page.getByRole('heading', { name: 'Check your e-mail' })).toBeVisible();
  await page.getByRole('button', { name: 'Use another address' }).click();
  await expect(page.getByLabel('E-mail address')).toHaveValue('');
});
