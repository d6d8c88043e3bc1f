import { expect, expectAccessible, expectNoSidewaysScroll, password, signIn, test } from './test';

const pendingHeading = 'Account pending approval';

/** Each project shares its worker's server with nobody, but addresses are used once all the same. */
let count = 0;
const somebody = (project: string) => `${project}.${Date.now().toString(36)}.${++count}@example.org`;

test('a new person accepts, waits, and is let in by itself', async ({ page, house }, { project }) => {
  const email = somebody(project.name);
  const { link, approvalId } = await house.invite(email, 'Li Wei');
  await page.goto(link);
  await expect(page).toHaveURL(`${house.url}/invite`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ana Souza invited you to Northwind Rentals');
  await expect(page.getByText(email)).toBeVisible();
  await expect(page.getByLabel('Your name')).toHaveValue('Li Wei');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await page.getByLabel('Password', { exact: true }).fill('password password password');
  await page.getByRole('button', { name: 'Accept and join' }).click();
  await expect(page.getByText('too easy to guess')).toBeVisible();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Accept and join' }).click();

  await expect(page.getByRole('heading', { name: pendingHeading, exact: true })).toBeVisible();
  await expect(page.getByText('Northwind Rentals')).toBeVisible();
  await expect(page.getByText('Admin or Approver')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await page.getByRole('button', { name: 'Send a reminder' }).click();
  await expect(page.getByText('The administrators were reminded.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send a reminder' })).toBeDisabled();

  await house.approve(approvalId);
  await expect(page).toHaveURL(`${house.url}/w/${house.workspaceId}`, { timeout: 5_000 });
});

test('signing in while waiting leads to the same page, and a rejection is told there', async ({ page, house }, {
  project,
}) => {
  const email = somebody(project.name);
  const { approvalId } = await house.member(email, 'Bo Berg', { approved: false });
  await signIn(page, email);
  await expect(page.getByRole('heading', { name: pendingHeading, exact: true })).toBeVisible();
  await house.reject(approvalId);
  await expect(page.getByRole('heading', { name: 'Your request was not approved' })).toBeVisible();
  await expectAccessible(page);
});

test('who waits can withdraw, after a question', async ({ page, house }, { project }) => {
  const email = somebody(project.name);
  await house.member(email, 'Cy Cole', { approved: false });
  await signIn(page, email);
  await page.getByRole('button', { name: 'Withdraw my request' }).click();
  const question = page.getByRole('alertdialog');
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expectAccessible(page, { overlay: true });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Withdraw my request' })).toBeFocused();
  await page.keyboard.press('Enter');
  await question.getByRole('button', { name: 'Withdraw' }).click();
  await expect(page.getByRole('heading', { name: 'Your request was withdrawn' })).toBeVisible();
  await signIn(page, email);
  await expect(page.getByRole('alert')).toHaveText('The e-mail address or the password is not right.');
});

test('signed in as somebody else, both addresses are shown and nothing is joined before switching', async ({
  page,
  house,
}, { project }) => {
  const email = somebody(project.name);
  const { link } = await house.invite(email, 'Di Diaz');
  await signIn(page, 'ana@example.com');
  await expect(page).toHaveURL(/\/w\//);
  await page.goto(link);
  await expect(page.getByText('You are signed in as ana@example.com.')).toBeVisible();
  await expect(page.getByText(`This invitation is for ${email}.`)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Switch account' }).click();
  await expect(page.getByLabel('Your name')).toHaveValue('Di Diaz');
});

test('each dead link has its own words', async ({ page, house }, { project }) => {
  const declined = await house.invite(somebody(project.name), 'Ed Else');
  const revoked = await house.invite(somebody(project.name), 'Flo Fahy');
  const older = await house.invite(somebody(project.name), 'Gus Gold');
  const accepted = await house.member(somebody(project.name), 'Hal Hart');
  await house.inWorkspace('POST', `/invitations/${revoked.invitationId}/revoke`);
  await house.inWorkspace('POST', `/invitations/${older.invitationId}/resend`, { deliver: 'link' });

  await page.goto(declined.link);
  await page.getByRole('button', { name: 'Decline this invitation' }).click();
  await expectAccessible(page, { overlay: true });
  await page.getByRole('alertdialog').getByRole('button', { name: 'Decline' }).click();
  await expect(page.getByRole('heading', { name: 'You declined the invitation' })).toBeVisible();

  const words: [string, string][] = [
    [declined.link, 'This invitation was declined'],
    [revoked.link, 'This invitation was withdrawn'],
    [older.link, 'A newer invitation was sent'],
    [accepted.link, 'This invitation was already accepted'],
    [`${house.url}/invite#token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`, 'This link is not valid'],
  ];
  for (const [link, heading] of words) {
    await page.goto('/sign-in');
    await page.goto(link);
    await expect(page.getByRole('heading', { name: heading })).toBeVisible();
    await expect(page.getByText('Northwind')).toHaveCount(0);
    await expectAccessible(page);
  }
  await page.goto(older.link);
  await page.getByRole('button', { name: 'Ask for a new one' }).click();
  await expect(page.getByText('Your request was passed on.')).toBeVisible();
});

test('a link is opened without an account being touched, and is gone after a reload', async ({ page, house }, {
  project,
}) => {
  const { link, invitationId } = await house.invite(somebody(project.name), 'Ida Iles');
  await page.goto(link);
  await expect(page.getByLabel('Your name')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Open your invitation' })).toBeVisible();
  const { status } = await house.inWorkspace('GET', `/invitations/${invitationId}`);
  expect(status).toBe('pending');
});

test('a refusal of the last step is told beside the button', async ({ page, house }, { project }) => {
  const { link } = await house.invite(somebody(project.name), 'Jo Jung');
  // Only what the link offers is altered here, so the server refuses the last step, and the page has to say so.
  await page.route('**/invitations/lookup', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({
      response: answer,
      json: { ...(await answer.json()), email: 'ana@example.com', account_exists: true },
    });
  });
  await page.goto(link);
  await expect(page.getByText('You already have an account. Sign in to accept.')).toBeVisible();
  await expect(page.getByLabel('E-mail address')).toHaveValue('ana@example.com');
  await expectAccessible(page);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Join Northwind Rentals' }).click();
  await expect(page.getByRole('alert')).toContainText('somebody else');
  await expectAccessible(page);
});
