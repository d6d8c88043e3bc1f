import type { Page } from '@playwright/test';
import { House } from './house';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test';

// Deciding several login requests at once: what each became, and the record of it.
let house: House;
const shots = process.env.SHOTS;

test.beforeEach(async () => {
  house = await House.start();
  await house.setUp();
});
test.afterEach(() => house.stop());

async function shot(page: Page, name: string) {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

const waiting = (name: string, email: string) => house.member(email, name, { approved: false });

async function open(page: Page) {
  await signIn(page, 'ana@example.com', undefined, house.url);
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
  await page.goto(`${house.url}/w/${house.workspaceId}/login-requests`);
}

test('approve two, reject two, one of them decided by somebody else meanwhile', async ({ page, isMobile }) => {
  test.slow(); // it looks at each state in light and dark
  const as = isMobile ? 'phone' : 'desktop';
  await waiting('Bo Brown', 'bo@northwind.example');
  await waiting('Cleo Chan', 'cleo@northwind.example');
  const dmitri = await waiting(
    'Dmitri Ivanovich Konstantinopolsky-Hohenstein of the Eastern Depots',
    'dmitri@partner.example',
  );
  await waiting('אברהם כהן', 'avi@northwind.example');
  await house.invite('finn@xn--80ak6aa92e.com', 'Finn Flynn');
  await open(page);
  await expect(page.getByText('Look-alike address.')).toBeVisible();
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await expectAccessible(page);
    await shot(page, `requests-${as}-${scheme}`);
  }
  await expectNoSidewaysScroll(page);

  await test.step('approve two', async () => {
    await page.getByLabel('Select Bo Brown').check();
    await page.getByLabel('Select Cleo Chan').check();
    await expect(page.getByText('2 of 5 selected')).toBeVisible();
    await shot(page, `requests-selected-${as}`);
    await page.getByRole('button', { name: 'Approve selected' }).click();
    // Nobody active has an address at their domain, so a second look is asked for.
    const dialog = page.getByRole('alertdialog', { name: 'Approve 2 people?' });
    await expect(dialog).toContainText('Bo Brown');
    await expectAccessible(page, { overlay: true });
    await shot(page, `requests-approve-${as}`);
    await dialog.getByRole('button', { name: 'Approve' }).click();
    await expect(page.getByText('2 people approved')).toBeVisible();
    await expect(page.getByRole('listitem', { name: 'Bo Brown' })).toBeHidden();
  });

  await test.step('reject the rest; somebody was quicker with one', async () => {
    await page.getByLabel('Select all').check();
    await page.getByRole('button', { name: 'Reject & Delete selected' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Reject and delete 3 people?' });
    await expect(dialog).toContainText('אברהם כהן');
    await expect(dialog).toContainText('cannot be undone');
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await expectAccessible(page, { overlay: true });
      await shot(page, `requests-reject-${as}-${scheme}`);
    }
    await house.approve(dmitri.approvalId);
    await dialog.getByRole('button', { name: 'Reject & Delete' }).click();
    const told = page.getByRole('region', { name: 'What happened' });
    await expect(told).toContainText('(2 were)');
    await expect(told).toContainText(/Konstantinopolsky.*Approved by Ana Souza/);
    await expect(told).toBeFocused();
    await expect(page.getByText('Nobody is waiting.')).toBeVisible();
    await expectAccessible(page);
    await shot(page, `requests-outcome-${as}`);
  });

  await test.step('all of it is under Decided', async () => {
    await page.getByRole('tab', { name: 'Decided' }).click();
    const list = page.getByRole('list', { name: 'Decided requests' });
    await expect(list.getByRole('listitem')).toHaveCount(5);
    await expect(list.getByText(/Rejected and deleted by Ana Souza/)).toHaveCount(2);
    await expect(list.getByText('Bo Brown')).toBeVisible();
    await expect(page.getByText('אברהם כהן')).toHaveCount(0); // nothing of who was rejected is left
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await expectAccessible(page);
      await shot(page, `decided-${as}-${scheme}`);
    }
    await expectNoSidewaysScroll(page);
    await page.getByLabel('Decision').selectOption('Approved');
    await expect(list.getByRole('listitem')).toHaveCount(3);
    await page.getByLabel('How they came').selectOption('Asked to join');
    await expect(page.getByText('No decision fits these filters.')).toBeVisible();
    await page.reload(); // it stands in the address
    await expect(page.getByText('No decision fits these filters.')).toBeVisible();
  });
});

test('by keyboard alone, with roles chosen on the way', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no keyboard');
  await waiting('Bo Brown', 'bo@northwind.example');
  await waiting('Cleo Chan', 'cleo@northwind.example');
  await open(page);
  await page.getByRole('button', { name: 'Change the roles of Bo Brown' }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Select all').focus();
  await page.keyboard.press('Space');
  await expect(page.getByText('2 of 2 selected')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Approve selected' })).toBeFocused();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('alertdialog', { name: 'Approve 2 people?' });
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nobody is waiting.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
});
