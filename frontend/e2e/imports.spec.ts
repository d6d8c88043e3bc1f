import type { Download, Page } from '@playwright/test';
import { House } from './house';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test';

// Many people from a file; a house of its own, with somebody in it and somebody invited.
let house: House;
test.beforeAll(async () => {
  house = await House.start();
  await house.setUp();
  await house.invite('ivy@example.org', 'Ivy Invited');
});
test.afterAll(() => house.stop());

let count = 0;
/** A file with every fault, and `good` people who are none; each call other people. */
function faulty(good: number): { name: string; text: string } {
  count += 1;
  const people = Array.from({ length: good }, (_, n) => `p${n}.${count}@example.org,Person ${n},Member`);
  const faults = [
    'not-an-address,Mel Malformed,Member',
    ',Nora Nothing,Member',
    'ana@example.com,Ana Souza,Member',
    'ivy@example.org,Ivy Invited,Member',
    `p0.${count}@EXAMPLE.org,Dora Double,Member`,
    `role.${count}@example.org,Rolf Role,Captain`,
    `none.${count}@example.org,Nick None,`,
  ];
  return { name: `people-${count}.csv`, text: ['email,name,role', ...people, ...faults].join('\r\n') };
}

const at = (page = '') => `${house.url}/w/${house.workspaceId}/settings/users/import${page}`;
async function asAna(page: Page) {
  await signIn(page, 'ana@example.com', undefined, house.url);
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
}
async function upload(page: Page, name: string, text: string) {
  await page.goto(at());
  await page.getByLabel('CSV file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}
async function begin(page: Page, people: number) {
  await page.getByRole('button', { name: `Invite ${people} people…` }).click();
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: `Send ${people} invitations` })
    .click();
}
const textOf = async (download: Download) =>
  Buffer.concat(await (await download.createReadStream()).toArray()).toString('utf8');
const chip = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name} ?\\d`) });
const elements = (page: Page) => page.evaluate(() => document.querySelectorAll('*').length);
async function inBothSchemes(page: Page, look: () => Promise<void>) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await look();
  }
}

test('a file is checked line by line, mended, started, and ends with everybody invited', async ({ page, isMobile }) => {
  test.slow();
  await asAna(page);
  await page.goto(`${house.url}/w/${house.workspaceId}/settings/users`);
  await page.getByRole('link', { name: 'Import people' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Import people' })).toBeFocused();
  await inBothSchemes(page, () => expectAccessible(page));
  await expectNoSidewaysScroll(page);

  const { name, text } = faulty(12);
  await upload(page, name, text);
  await expect(page.getByRole('heading', { name: '12 people are ready' })).toBeVisible();
  await expect(chip(page, 'Malformed address')).toBeVisible();
  await expect(chip(page, 'Duplicate in the file')).toContainText('1');
  await expect(chip(page, 'Already a user')).toContainText('1');
  await expect(chip(page, 'Already invited')).toContainText('1');
  await expect(chip(page, 'Unknown role')).toContainText('1');
  await inBothSchemes(page, () => expectAccessible(page));
  await expectNoSidewaysScroll(page);
  expect(await elements(page)).toBeLessThanOrEqual(1_000);

  await chip(page, 'Unknown role').click();
  await expect(page.getByText('Person 0')).toHaveCount(0);
  await expect(page.getByText('Rolf Role')).toBeVisible();
  if (isMobile) {
    await page.getByRole('button', { name: `Edit role.${count}@example.org` }).click();
    await expectAccessible(page);
    await page.getByLabel('Role', { exact: true }).fill('Member');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
  } else {
    await page.getByRole('gridcell', { name: 'Captain', exact: true }).click();
    await page.getByRole('combobox', { name: /^Role, line/ }).fill('Member');
    await page.keyboard.press('Enter');
  }
  await expect(page.getByRole('heading', { name: '13 people are ready' })).toBeVisible();
  await page.getByRole('button', { name: 'Show all rows' }).click();

  await page.getByRole('button', { name: 'Change defaults' }).click();
  await page.getByRole('button', { name: /Roles/ }).click();
  await page.getByRole('option', { name: 'Member' }).click();
  await page.keyboard.press('Escape');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save and check again' }).click();
  await expect(page.getByRole('heading', { name: '14 people are ready' })).toBeVisible();

  await page.getByRole('button', { name: 'Invite 14 people…' }).click();
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText('14 e-mails go out');
  await expectAccessible(page, { overlay: true });
  await question.getByRole('button', { name: 'Send 14 invitations' }).click();
  await expect(page.getByRole('heading', { name: /^Everybody/ })).toBeVisible({ timeout: 30_000 });
  await inBothSchemes(page, () => expectAccessible(page));
  await expectNoSidewaysScroll(page);
  await chip(page, 'Invited').click();
  await expect(page.getByText(`p0.${count}@example.org`).first()).toBeVisible();
  await house.mailedLink(`none.${count}@example.org`, '/invite');

  await page.goto(at());
  await expect(page.getByRole('link', { name })).toBeVisible();
  await inBothSchemes(page, () => expectAccessible(page));
});

test('where no column is surely the address, it is chosen with examples in sight', async ({ page }) => {
  await asAna(page);
  count += 1;
  const people = [1, 2, 3].map((n) => `Kim ${n};kim${n}.${count}@example.org`);
  await upload(page, `columns-${count}.csv`, ['Wer;Kontakt', ...people].join('\n'));
  await expect(page.getByRole('heading', { name: 'Which column is which?' })).toBeVisible();
  await page.getByRole('button', { name: 'Check the rows' }).click();
  await expect(page.getByText('Choose the column that holds the e-mail addresses.')).toBeVisible();
  await page.getByRole('combobox', { name: /^Email address/ }).selectOption('Kontakt');
  await expect(page.getByText(/^Such as kim1/)).toBeVisible();
  await page.getByRole('combobox', { name: /^Name/ }).selectOption('Wer');
  await inBothSchemes(page, () => expectAccessible(page));
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Check the rows' }).click();
  await expect(page.getByText('The file has no column with roles.')).toBeVisible();
  await expect(page.getByText('Kim 1')).toBeVisible();
});

test('a pasted list becomes an import; what is no CSV is refused in words', async ({ page }) => {
  await asAna(page);
  await page.goto(at());
  const file = page.getByLabel('CSV file');
  await file.setInputFiles({ name: 'people.xlsx', mimeType: 'application/zip', buffer: Buffer.from('PK') });
  await expect(page.getByRole('alert')).toContainText('This is not a CSV file');
  await file.setInputFiles({ name: 'zip.csv', mimeType: 'text/csv', buffer: Buffer.from('PK\u0003\u0004zipped') });
  await expect(page.getByRole('alert')).toContainText('This is not a CSV file');
  await file.setInputFiles({ name: 'head.csv', mimeType: 'text/csv', buffer: Buffer.from('email,name\n') });
  await expect(page.getByRole('alert')).toContainText('nobody below it');
  await expectAccessible(page);

  count += 1;
  const box = page.getByRole('textbox', { name: 'Paste addresses, names or a CSV' });
  await box.fill(`Paula <paula.${count}@example.org>, pit.${count}@example.org\nnobody`);
  await expect(page.getByText('3 people, 1 with a name, 1 without an address')).toBeVisible();
  await page.getByRole('button', { name: 'Check the list' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'pasted-list.csv' })).toBeVisible();
  await expect(page.getByText(`paula.${count}@example.org`)).toBeVisible();
  await page.getByRole('button', { name: 'Cancel import…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel import' }).click();
  await expect(page.getByRole('heading', { name: 'Cancelled before anybody was invited' })).toBeVisible();
  await expect(page.getByText('Upload it again to begin anew.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Download/ })).toHaveCount(0);
  await expectAccessible(page);
});

test('a run is watched, left, stopped, and the whole batch is revoked', async ({ page }) => {
  test.slow();
  await asAna(page);
  count += 1;
  const name = `many-${count}.csv`;
  const many = Array.from({ length: 20_000 }, (_, n) => `m${n}.${count}@example.org,Many ${n},Member`);
  await upload(page, name, ['email,name,role', ...many].join('\n'));
  await expect(page.getByRole('heading', { name: '20,000 people are ready' })).toBeVisible({ timeout: 90_000 });
  await page.getByRole('button', { name: 'Invite 20,000 people…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Send 20,000 invitations' }).click();
  const bar = page.getByRole('progressbar', { name: 'Invited' });
  await expect(bar).toBeVisible();
  await page.goto(at());
  await page.getByRole('link', { name }).click();
  await expect(bar).toBeVisible();
  await expect(page.getByText(/a second · about/)).toBeVisible();
  await page.getByRole('button', { name: 'Stop…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Stop inviting' }).click();
  await expect(page.getByRole('heading', { name: 'Stopped by hand' })).toBeVisible();
  await chip(page, 'Not reached').click();
  await expect(page.getByText(`m0.${count}@example.org`)).toHaveCount(0);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download who is left' }).click();
  const left = await textOf(await download);
  expect(left).toContain(`m19999.${count}@example.org`);
  expect(left).not.toContain(`m0.${count}@example.org`);

  await page.getByRole('button', { name: 'Revoke the invitations…' }).click();
  const question = page.getByRole('alertdialog');
  const number = /\d+/.exec((await question.getByText(/^Type \d+ to confirm$/).textContent()) ?? '')?.[0] ?? '';
  await question.getByRole('textbox').fill(number);
  await expectAccessible(page, { overlay: true });
  await question.getByRole('button', { name: /^Revoke/ }).click();
  await expect(page.getByRole('progressbar', { name: 'Revoked' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'The invitations were revoked' })).toBeVisible({ timeout: 120_000 });
  await expectAccessible(page);
});

test('who becomes Admin is named before the start, and what cannot start yet is not called ready', async ({ page }) => {
  await asAna(page);
  count += 1;
  const admins = [`bo.${count}@example.org,Bo Boss,admin`, `admin.${count}@example.org,Max Member,Member`];
  await upload(page, `admins-${count}.csv`, ['email,name,role', ...admins].join('\n'));
  await expect(page.getByText('Ready to start').first()).toBeVisible();
  await page.getByRole('button', { name: 'Invite 2 people…' }).click();
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText('One of them becomes Admin');
  await expect(question).toContainText(`bo.${count}@example.org`);
  await expect(question).not.toContainText('Max Member');
  await expectAccessible(page, { overlay: true });
  await question.getByRole('button', { name: 'Cancel' }).click();

  await upload(page, `nobody-${count}.csv`, 'email,name,role\nnobody,No Body,Member');
  await expect(page.getByRole('heading', { name: 'Nobody is ready yet' })).toBeVisible();
  await expect(page.getByText('Ready to start')).toHaveCount(0);

  await upload(page, `headless-${count}.csv`, `pia.${count}@example.org,Pia\npaul.${count}@example.org,Paul`);
  await expect(page.getByText(/The first line of the file is a person already/)).toBeVisible();
  await expect(page.getByText(new RegExp(`^Such as pia.${count}@example.org`))).toBeVisible();
});

test('rows that failed when their turn came are named, and taken away as a file', async ({ page }) => {
  await asAna(page);
  const { name, text } = faulty(3);
  await upload(page, name, text);
  await expect(page.getByRole('heading', { name: '3 people are ready' })).toBeVisible();
  // Somebody else is faster.
  await house.invite(`p1.${count}@example.org`, 'Faster');
  await begin(page, 3);
  await expect(page.getByRole('heading', { name: 'Done, but not for everybody' })).toBeVisible({ timeout: 30_000 });
  await chip(page, 'Failed').click();
  await expect(page.getByText('This person has been invited already.')).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download failed rows' }).click();
  const saved = await textOf(await download);
  expect(saved).toContain('email,name,role');
  expect(saved).toContain(`p1.${count}@example.org`);
  expect(saved).not.toContain(`p2.${count}@example.org`);
});

test('by keyboard alone: a cell is found, mended, given up, and the import started', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no keyboard to walk with');
  await asAna(page);
  const { name, text } = faulty(2);
  await upload(page, name, text);
  await expect(page.getByRole('heading', { name: '2 people are ready' })).toBeVisible();
  await chip(page, 'Malformed address').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Person 0')).toHaveCount(0);
  while (!(await page.evaluate(() => document.activeElement?.closest('[role=grid]')))) await page.keyboard.press('Tab');
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowRight');
  const cell = page.getByRole('gridcell', { name: 'not-an-address' });
  await expect(cell).toBeFocused();
  await expect(cell).toHaveAccessibleDescription(/not an e-mail address/);
  await page.keyboard.press('Enter');
  await page.keyboard.type('given up');
  await page.keyboard.press('Escape');
  await expect(cell).toBeFocused();
  await page.keyboard.press('F2');
  await page.keyboard.type(`mel.${count}@example.org`);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '3 people are ready' })).toBeVisible();
  await page.getByRole('button', { name: 'Invite 3 people…' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /^Everybody/ })).toBeVisible({ timeout: 30_000 });
});
