import type { Page } from '@playwright/test';
import { House } from './house';
import { isSignedBy, Receiver } from './receiver';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test';

let house: House;
let receiver: Receiver;
const shots = process.env.SHOTS;

test.beforeEach(async () => {
  // The endpoint of these tests is on this machine.
  house = await House.start({ GATEHOUSE_WEBHOOK_ALLOW_PRIVATE: 'yes' });
  await house.setUp();
  receiver = await Receiver.start();
});
test.afterEach(async () => {
  await house.stop();
  await receiver.stop();
});

async function open(page: Page, email = 'ana@example.com') {
  await signIn(page, email, undefined, house.url);
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
  await page.goto(`${house.url}/w/${house.workspaceId}/settings/webhooks`);
  await expect(page.getByRole('heading', { name: 'Webhooks', level: 1 })).toBeVisible();
}

/** The page in light and dark: nothing for axe to find, nothing that scrolls sideways; and a picture, where they are asked for. */
async function look(page: Page, name: string, { overlay = false } = {}) {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await expectAccessible(page, { overlay });
    if (shots) {
      await page.screenshot({
        path: `${shots}/${name}-${page.viewportSize()?.width}-${scheme}.png`,
        fullPage: !overlay,
      });
    }
  }
  await expectNoSidewaysScroll(page);
}

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
const deliveries = (page: Page) => page.getByRole('region', { name: 'Deliveries' }).locator('li:has(> details)');

async function choose(page: Page, name: string, item: RegExp) {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

const make = (url: string, description: string, types: string[], more: Record<string, unknown> = {}) =>
  house.inWorkspace('POST', '/webhooks', { url, description, event_types: types, ...more });

async function readSecret(page: Page, name: string) {
  const shown = page.getByRole('dialog', { name: `The secret of ${name}` });
  const secret = await shown.getByLabel('Secret').inputValue();
  expect(secret).toMatch(/^whsec_[0-9A-Za-z+/=]{40,}$/);
  await page.keyboard.press('Escape');
  await expect(shown).toBeVisible();
  return { shown, secret };
}

test('a webhook is made, told, edited, rotated, turned off and deleted', async ({ page }) => {
  test.slow();
  await open(page);
  await expect(page.getByText('There are no webhooks yet')).toBeVisible();
  await look(page, 'hooks-empty');
  let secret = '';

  await test.step('made, and its secret shown once', async () => {
    await page.getByRole('button', { name: 'New Webhook' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New webhook' });
    await dialog.getByRole('button', { name: 'Create webhook' }).click();
    await expect(dialog.getByText('Enter the URL of the endpoint.')).toBeVisible();
    await expect(dialog.getByText('Choose at least one event.')).toBeVisible();
    await look(page, 'hooks-new', { overlay: true });
    await dialog.getByRole('textbox', { name: 'URL' }).fill('http://169.254.169.254/latest/meta-data');
    await dialog.getByRole('checkbox', { name: /^People/ }).check();
    await dialog.getByRole('button', { name: 'Create webhook' }).click();
    await expect(dialog.getByText('Webhooks reach public addresses of the internet alone.')).toBeVisible();
    await expect(dialog.getByRole('textbox', { name: 'URL' })).toBeFocused();
    await look(page, 'hooks-refused', { overlay: true });
    await dialog.getByRole('textbox', { name: 'URL' }).fill(`${receiver.url}/gatehouse`);
    await dialog.getByRole('textbox', { name: 'Description' }).fill('Fleet app');
    await dialog.getByRole('button', { name: 'Single events: Roles' }).click();
    await dialog.getByRole('checkbox', { name: /A role was created/ }).check();
    await look(page, 'hooks-new-filled', { overlay: true });
    await dialog.getByRole('button', { name: 'Create webhook' }).click();
    await expect(page.getByRole('dialog', { name: 'The secret of Fleet app' })).toBeVisible();
    await look(page, 'hooks-secret', { overlay: true });
    const made = await readSecret(page, 'Fleet app');
    secret = made.secret;
    await made.shown.getByRole('button', { name: 'I have copied it' }).click();
    await expect(row(page, 'Fleet app')).toContainText('People');
    await expect(row(page, 'Fleet app')).toContainText('10 kinds of events');
    await expect(row(page, 'Fleet app')).toContainText('Nothing yet');
  });

  await test.step('tested: the delivery opens with what the endpoint answered', async () => {
    await choose(page, 'Fleet app', /Send a test/);
    await expect(page.getByRole('heading', { name: 'Fleet app', level: 1 })).toBeVisible();
    const first = deliveries(page).first();
    await expect(first).toContainText('Delivered');
    await expect(first).toContainText('A test');
    await expect(first.getByRole('figure', { name: 'Body of the request' })).toContainText('"type": "webhook.tested"');
    await expect(first).toContainText('Taken: it answered 200');
    await expect(first.getByRole('figure', { name: 'Beginning of the answer' })).toContainText('ok');
    expect(receiver.heard).toHaveLength(1);
    expect(isSignedBy(secret, receiver.heard[0])).toBe(true);
    await look(page, 'hooks-page');
  });

  await test.step('told of what happens, while somebody looks', async () => {
    await house.invite('finn@example.com', 'Finn Flynn');
    await expect(deliveries(page)).toHaveCount(2);
    await expect(deliveries(page).first()).toContainText('Somebody was invited');
    await expect(deliveries(page).first()).toContainText('Delivered');
    await deliveries(page).first().locator('summary').click();
    await deliveries(page).first().getByRole('button', { name: 'Redeliver' }).click();
    await expect.poll(() => receiver.heard.length).toBe(3);
    const [, told, again] = receiver.heard;
    expect(again?.headers['webhook-id']).toBe(told?.headers['webhook-id']);
    expect(again?.body).toBe(told?.body);
  });

  await test.step('edited: another URL brings another secret', async () => {
    await choose(page, 'Fleet app', /Edit/);
    const dialog = page.getByRole('dialog', { name: 'Edit webhook' });
    await expect(dialog.getByRole('button', { name: 'Save webhook' })).toBeDisabled();
    await dialog.getByRole('textbox', { name: 'URL' }).fill(`${receiver.url}/elsewhere`);
    await expect(dialog.getByText(/With another URL it gets a new secret/)).toBeVisible();
    await dialog.getByRole('checkbox', { name: /^Everything/ }).check();
    await look(page, 'hooks-edit', { overlay: true });
    await dialog.getByRole('button', { name: 'Save webhook' }).click();
    const changed = await readSecret(page, 'Fleet app');
    expect(changed.secret).not.toBe(secret);
    secret = changed.secret;
    await changed.shown.getByRole('button', { name: 'I have copied it' }).click();
    await expect(page.getByText(`${receiver.url}/elsewhere`, { exact: true }).first()).toBeVisible();
  });

  await test.step('rotated: both secrets sign', async () => {
    await choose(page, 'Fleet app', /Rotate secret/);
    await look(page, 'hooks-rotate', { overlay: true });
    await page.getByRole('alertdialog').getByRole('button', { name: 'Rotate secret' }).click();
    const rotated = await readSecret(page, 'Fleet app');
    await expect(rotated.shown.getByText(/The secret before it signs beside it/)).toBeVisible();
    await rotated.shown.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await expect.poll(() => receiver.heard.at(-1)?.body).toContain('webhook.tested');
    const heard = receiver.heard.at(-1);
    expect([isSignedBy(secret, heard), isSignedBy(rotated.secret, heard)]).toEqual([true, true]);
  });

  await test.step('turned off and on', async () => {
    await choose(page, 'Fleet app', /Turn off/);
    await look(page, 'hooks-off', { overlay: true });
    const question = page.getByRole('alertdialog', { name: /^Turn off/ });
    await question.getByRole('button', { name: 'Turn off' }).click();
    await expect(question).toBeHidden();
    await expect(page.getByText(/^Nothing is sent to it\. What happens until/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Send a test' })).toHaveCount(0);
    await look(page, 'hooks-page-off');
    await page.getByRole('button', { name: 'Turn on' }).first().click();
    await expect(page.getByRole('button', { name: 'Send a test' })).toBeVisible();
  });

  await test.step('what was done with it is in the audit log', async () => {
    await page.goto(`${house.url}/w/${house.workspaceId}/settings/audit?action=webhook.*`);
    for (const text of [
      'Ana Souza made the webhook Fleet app',
      'Ana Souza sent the webhook Fleet app a test',
      'Ana Souza sent an event to the webhook Fleet app once more',
      'The webhook Fleet app got a new secret with its new URL',
      'Ana Souza gave the webhook Fleet app a new secret',
      'Ana Souza turned the webhook Fleet app off',
      'Ana Souza turned the webhook Fleet app on',
    ])
      await expect(page.getByText(text).first()).toBeVisible();
    await page.goBack();
  });

  await test.step('deleted', async () => {
    await choose(page, 'Fleet app', /Delete/);
    await look(page, 'hooks-delete', { overlay: true });
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete webhook' }).click();
    await expect(page.getByText('There are no webhooks yet')).toBeVisible();
  });
});

test('an endpoint that fails, one that is gone, and long names', async ({ page }) => {
  test.slow();
  receiver.answer = { status: 503, body: '{"error":"the depot is closed","since":"2026-05-03T10:00:00Z"}' };
  const failing = await make(`${receiver.url}/failing`, 'Parking app', ['*']);
  const gone = await Receiver.start();
  gone.answer = { status: 410, body: '' };
  const ended = await make(`${gone.url}/gone`, 'Old badge printer', [
    'user.*',
    'role.created',
    'role.deleted',
    'import.done',
  ]);
  await make(
    `https://hooks.example.com/${'a-very-long-path/'.repeat(12)}?region=${'x'.repeat(120)}`,
    `Nightly export to the warehouse of the Greater Eastern Region ${'and '.repeat(20)}others`,
    ['location.*'],
    { enabled: false },
  );
  for (const each of [failing, ended]) await house.inWorkspace('POST', `/webhooks/${each.id}/test`);
  const stateOf = async (each: Record<string, unknown>) =>
    (await house.inWorkspace('GET', `/webhooks/${each.id}`)).state;
  await expect.poll(() => stateOf(ended)).toBe('disabled');
  for (const name of ['One', 'Two', 'Three']) await house.inWorkspace('POST', '/locations', { name });
  await expect.poll(() => stateOf(failing), { timeout: 20_000 }).toBe('failing');
  await open(page);
  await expect(row(page, 'Parking app')).toContainText('Failing');
  await expect(row(page, 'Parking app')).toContainText('It answered 503');
  await expect(row(page, 'Old badge printer')).toContainText('410 Gone');
  await expect(row(page, 'Old badge printer')).toContainText('and 1 more');
  await expect(row(page, 'Nightly export')).toContainText('Turned off');
  await look(page, 'hooks-list');

  await test.step('each delivery says why, and what comes next', async () => {
    await page.getByRole('link', { name: 'Parking app' }).click();
    await expect(page.getByText(/The last tries all failed/)).toBeVisible();
    await page.getByLabel('State of the delivery').selectOption('retrying');
    await expect(page).toHaveURL(/state=retrying/);
    await deliveries(page).last().locator('summary').click();
    const last = deliveries(page).last();
    await expect(last).toContainText('To be tried again');
    await expect(last).toContainText(/The next try/);
    await expect(last.getByRole('figure', { name: 'Beginning of the answer' })).toContainText('the depot is closed');
    await expect(last.getByRole('button', { name: 'Redeliver' })).toHaveCount(0);
    await look(page, 'hooks-failing');
    await page.getByLabel('State of the delivery').selectOption('failed');
    await expect(page.getByText('Nothing matches')).toBeVisible();
    await look(page, 'hooks-nothing');
    await page.getByRole('button', { name: 'Show all deliveries' }).click();
    await expect(deliveries(page).first()).toBeVisible();
  });

  await test.step('one that Gatehouse turned off is turned on by hand', async () => {
    await page.goto(`${house.url}/w/${house.workspaceId}/settings/webhooks/${ended.id}`);
    await expect(page.getByText(/it wants to hear nothing more/)).toBeVisible();
    await deliveries(page).last().locator('summary').click();
    await expect(deliveries(page).last().getByRole('button', { name: 'Redeliver' })).toBeDisabled();
    await look(page, 'hooks-gone');
    await page.getByRole('button', { name: 'Turn on' }).first().click();
    await expect(page.getByRole('button', { name: 'Send a test' })).toBeVisible();
    gone.answer = { status: 204, body: '' };
    await page.getByRole('button', { name: 'Send a test' }).click();
    await expect(deliveries(page).first()).toContainText('Taken: it answered 204');
    await expect(deliveries(page).first()).toContainText('The answer was empty.');
  });

  await test.step('one that is not here', async () => {
    await page.goto(`${house.url}/w/${house.workspaceId}/settings/webhooks/${house.workspaceId}`);
    await expect(page.getByText('This webhook is not here')).toBeVisible();
    await look(page, 'hooks-missing');
  });
  await gone.stop();
});

test('by keyboard alone', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no keyboard');
  await open(page);
  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await expect(page.getByRole('heading', { name: 'Webhooks', level: 1 })).toBeVisible();
  await page.getByRole('button', { name: 'New Webhook' }).first().focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New webhook' });
  await expect(dialog.getByRole('textbox', { name: 'URL' })).toBeFocused();
  await page.keyboard.type(`${receiver.url}/keys`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(dialog.getByRole('checkbox', { name: /^Everything/ })).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  const shown = page.getByRole('dialog', { name: /The secret of/ });
  await expect(shown).toBeVisible();
  await shown.getByRole('button', { name: 'I have copied it' }).focus();
  await page.keyboard.press('Enter');
  await expect(shown).toBeHidden();
  await expect(page.getByRole('row').filter({ hasText: '/keys' })).toBeVisible();
});

test('whoever may not manage webhooks is told so', async ({ page }) => {
  await house.member('bo@example.com', 'Bo Brown');
  await open(page, 'bo@example.com');
  await expect(page.getByText("You can't see this page")).toBeVisible();
  await expect(page.getByRole('link', { name: 'Webhooks' })).toHaveCount(0);
  await page.goto(`${house.url}/w/${house.workspaceId}/settings/webhooks/${house.workspaceId}`);
  await expect(page.getByText("You can't see this page")).toBeVisible();
  await expectAccessible(page);
});
