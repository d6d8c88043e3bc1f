import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { House } from './house';
import { Receiver } from './receiver';
import { expect, signIn, test } from './test';

// The pictures of the documentation: PICTURES=1 npm run e2e -- pictures; PICTURES=all for every theme and width. Without
// it the pages are only opened, so that a picture that cannot be taken any more is a failing test and not a surprise.
const folder = process.env.PICTURES ? resolve('../docs/images') : undefined;
const kept = process.env.PICTURES === 'all' ? /./ : /^(?!.*phone).*-light$/;

const people = [
  ['Bo Brown', 'bo@northwind.example', 'Approver'],
  ['Cleo Chan', 'cleo@northwind.example', 'Member'],
  ['Dmitri Ivanovich Konstantinopolsky-Hohenstein', 'dmitri@partner.example', 'Member'],
  ['אברהם כהן', 'avi@northwind.example', 'Member'],
  ['Eve Evans', 'eve@partner.example', 'Approver'],
  ['Finn Flynn', 'finn@northwind.example', 'Member'],
] as const;

const staff = Buffer.from(`email,name,role
gus@northwind.example,Gus Green,Member
hana@northwind,Hana Holm,Member
ida@northwind.example,Ida Ito,Member|Approver
cleo@northwind.example,Cleo Chan,Member
jon@northwind.example,Jon Jansen,Mechanic
gus@northwind.example,Gustav Green,Member
kai@northwind.example,Kai Kovač,Member
`);

let house: House;
let receiver: Receiver;
let webhook = '';
let open = '';
let depotManager = '';
test.beforeAll(async () => {
  house = await House.start({ GATEHOUSE_WEBHOOK_ALLOW_PRIVATE: 'yes' });
  await house.setUp();
  await house.inWorkspace('PUT', '/permissions/fleet:dispatch', { description: 'Send vehicles out; not sell them' });
  await house.inWorkspace('PUT', '/permissions/fleet:repair', { description: 'Order repairs up to 500 euros' });
  const made = await house.inWorkspace('POST', '/roles', {
    name: 'Depot Manager',
    description: 'Runs one depot and its people.',
    scope: 'locations',
    permissions: ['users:read', 'users:invite', 'users:update', 'fleet:dispatch'],
  });
  depotManager = String(made.id);
  for (const [name, address, timezone] of [
    ['Perth', '5 Hay Street, Perth', 'Australia/Perth'],
    ['Sydney', '1 George Street, Sydney', 'Australia/Sydney'],
  ])
    await house.inWorkspace('POST', '/locations', { name, address, timezone });
  await house.inWorkspace('PATCH', '', { access_requests: 'anyone' });
  receiver = await Receiver.start();
  const told = await house.inWorkspace('POST', '/webhooks', {
    url: `${receiver.url}/hooks/gatehouse`,
    description: 'Fleet app',
    event_types: ['user.*', 'approval.approved'],
  });
  webhook = String(told.id);
  for (const [index, [name, email, role]] of people.entries()) {
    if (index < 2) await house.member(email, name, { role });
    else if (index < 5) await house.member(email, name, { role, approved: false });
    else open = (await house.invite(email, name, role)).link;
  }
});
test.afterAll(async () => {
  await house.stop();
  await receiver.stop();
});

async function picture(page: Page, name: string, scheme: string) {
  await page.evaluate(() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => undefined))));
  if (folder && kept.test(`${name}-${scheme}`)) {
    await page.screenshot({ path: `${folder}/${name}-${scheme}.png` });
  }
}

for (const scheme of ['light', 'dark'] as const) {
  test(`the pages for the documentation, ${scheme}`, async ({ page, isMobile }) => {
    const as = isMobile ? `phone-${scheme}` : scheme;
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.goto(`${house.url}/sign-in`);
    await picture(page, 'sign-in', as);
    await signIn(page, 'ana@example.com', undefined, house.url);
    await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
    await expect(page.getByText(/waiting for your approval/)).toBeVisible();
    await picture(page, 'dashboard', as);

    const at = `${house.url}/w/${house.workspaceId}`;
    await page.goto(`${at}/settings/users`);
    await expect(page.getByRole('table').getByText('Finn Flynn')).toBeVisible();
    await picture(page, 'users', as);
    await page.getByRole('button', { name: 'Actions for Finn Flynn' }).click();
    await expect(page.getByRole('menu')).toBeVisible();
    await picture(page, 'row-menu', as);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Actions for Bo Brown' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await expect(page.getByRole('button', { name: /Roles/ })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Suspend…' })).toBeVisible();
    await picture(page, 'edit-user', as);
    await page.getByRole('button', { name: 'Remove…' }).click();
    await expect(page.getByRole('alertdialog')).toBeVisible();
    await picture(page, 'remove-user', as);

    await page.goto(`${at}/settings/users/new`);
    await expect(page.getByRole('button', { name: 'Save and Add Another' })).toBeVisible();
    await picture(page, 'add-user', as);

    await page.goto(`${at}/settings/users/import`);
    await expect(page.getByRole('button', { name: 'Check the list' })).toBeVisible();
    await picture(page, 'import', as);
    await page.getByLabel('CSV file').setInputFiles({ name: 'depot-staff.csv', mimeType: 'text/csv', buffer: staff });
    await expect(page.getByText('Gus Green')).toBeVisible();
    await picture(page, 'import-preview', as);

    await page.goto(`${at}/settings/permissions`);
    await page.getByRole('button', { name: 'Invite New User' }).click();
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Send Invitation' })).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCSS('opacity', '1');
    await picture(page, 'invite-new-user', as);

    for (const [tab, text] of [
      ['invitations', 'Finn Flynn'],
      ['roles', 'Approver'],
      ['permissions', 'fleet:dispatch'],
      ['policy', 'Four eyes'],
    ] as const) {
      await page.goto(`${at}/settings/permissions?tab=${tab}`);
      await expect(page.getByText(text).first()).toBeVisible();
      await picture(page, `permissions-${tab}`, as);
    }

    await page.goto(`${at}/settings/permissions/roles/${await house.roleId('Member')}`);
    await page.getByRole('checkbox', { name: 'Invite people' }).check();
    await page.getByRole('checkbox', { name: 'See locations' }).uncheck();
    await picture(page, 'edit-role', as);
    await page.getByRole('button', { name: 'Save Role' }).click();
    await expect(page.getByRole('dialog').getByText(/people gain/)).toBeVisible();
    await picture(page, 'review-role', as);
    await page.getByRole('dialog').getByRole('button', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.goto(`${at}/settings/permissions/roles/${depotManager}/compare?with=${await house.roleId('Member')}`);
    await expect(page.getByRole('heading', { name: /differences/ })).toBeVisible();
    await picture(page, 'compare-roles', as);

    const { data } = (await house.inWorkspace('GET', '/users?q=bo@northwind')) as { data: { id: string }[] };
    await page.goto(`${at}/settings/users/${data[0]?.id}?why=approvals:decide`);
    await expect(page.getByText('Yes, Bo Brown may do this.')).toBeVisible();
    await page.getByText(/allows it across the workspace/).scrollIntoViewIfNeeded();
    await page.getByRole('heading', { name: 'Why can this person do that?' }).evaluate((each) => each.scrollIntoView());
    await picture(page, 'why', as);

    await page.goto(`${at}/login-requests`);
    await expect(page.getByRole('button', { name: /^Approve Eve Evans/ })).toBeVisible();
    await picture(page, 'login-requests', as);
    await page.getByRole('button', { name: /^Reject (&|and) delete Eve Evans/i }).click();
    await expect(page.getByRole('alertdialog')).toBeVisible();
    await picture(page, 'reject', as);
  });

  test(`the further pages of an administrator for the documentation, ${scheme}`, async ({ page, isMobile }) => {
    const as = isMobile ? `phone-${scheme}` : scheme;
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await signIn(page, 'ana@example.com', undefined, house.url);
    await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
    const at = `${house.url}/w/${house.workspaceId}`;

    await page.goto(`${at}/settings/users`);
    await expect(page.getByRole('table').getByText('Finn Flynn')).toBeVisible();
    if (isMobile) await page.getByRole('button', { name: 'Select', exact: true }).click();
    for (const name of ['Bo Brown', 'Cleo Chan']) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
    await expect(page.getByRole('region', { name: 'Selected' })).toContainText('2 selected');
    await picture(page, 'many-at-once', as);

    if (!isMobile) {
      await page.getByRole('button', { name: 'Clear selection' }).click();
      await page.getByRole('heading', { level: 1 }).focus();
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
      await picture(page, 'keys', as);
    }
    await page.goto(`${at}/settings/locations`);
    await expect(page.getByText('Sydney', { exact: true })).toBeVisible();
    await picture(page, 'locations', as);
    await page.goto(`${at}/settings/workspace`);
    await expect(page.getByLabel('Workspace name')).toBeVisible();
    await picture(page, 'workspace', as);
    await page.goto(`${at}/settings/audit?action=role.*`);
    const entry = page.getByRole('listitem').filter({ hasText: 'Depot Manager' });
    await entry.first().locator('summary').click();
    await picture(page, 'audit', as);
    // The endpoint is on this machine, at another port each time; a reader's would not be.
    await page.route('**/webhooks/**', async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replaceAll(receiver.url, 'https://fleet.northwind.example');
      await route.fulfill({ response: answer, body });
    });
    await page.goto(`${at}/settings/webhooks/${webhook}`);
    await page.getByRole('region', { name: 'Deliveries' }).locator('summary').first().click();
    await expect(page.getByRole('figure', { name: 'Body of the request' })).toBeVisible();
    await picture(page, 'webhook', as);
    await page.goto(`${house.url}/account?tab=sessions`);
    await expect(page.getByText('This browser')).toBeVisible();
    await picture(page, 'account', as);
  });

  test(`the pages of an invitee for the documentation, ${scheme}`, async ({ page, isMobile }) => {
    const as = isMobile ? `phone-${scheme}` : scheme;
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.goto(open);
    await expect(page.getByRole('button', { name: 'Accept and join' })).toBeVisible();
    await picture(page, 'invitation', as);
    await page.goto(`${house.url}/join/northwind-rentals`);
    await expect(page.getByRole('button', { name: 'Ask to join' })).toBeVisible();
    await picture(page, 'ask-to-join', as);
    await signIn(page, 'eve@partner.example', undefined, house.url);
    await expect(page.getByRole('heading', { name: 'Account pending approval', exact: true })).toBeVisible();
    await picture(page, 'pending', as);
  });
}
