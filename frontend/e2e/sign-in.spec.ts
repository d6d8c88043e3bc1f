import { expect, expectAccessible, fillSignIn, password, signIn, test } from './test';

test('wrong credentials get one neutral answer, right ones lead on to where one wanted to go', async ({
  page,
  house,
}) => {
  await page.goto(`/w/${house.workspaceId}`);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await expectAccessible(page);
  for (const email of ['ana@example.com', 'nobody@example.com']) {
    await fillSignIn(page, email, 'not the right password');
    await expect(page.getByRole('alert')).toHaveText('The e-mail address or the password is not right.');
    await expectAccessible(page);
  }
  await fillSignIn(page, 'ana@example.com');
  await expect(page).toHaveURL(`${house.url}/w/${house.workspaceId}`);

  // A reload renews the session by the cookie alone; no storage holds a token.
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(stored).not.toMatch(/ey[A-Za-z0-9_-]{10}/);
});

test('signing out ends the session in every tab', async ({ page, context, isMobile }) => {
  await signIn(page, 'ana@example.com');
  await expect(page).toHaveURL(/\/w\//);
  const other = await context.newPage();
  await other.goto('/');
  await expect(other).toHaveURL(/\/w\//);

  if (isMobile) await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('button', { name: 'Account of Ana Souza' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await other.reload();
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('an address of another site is never gone on to', async ({ page, house }) => {
  await page.goto('/sign-in?next=//evil.example/');
  await fillSignIn(page, 'ana@example.com', password);
  await expect(page).toHaveURL(`${house.url}/w/${house.workspaceId}`);
});

test('a forgotten password is answered the same for everybody', async ({ page }) => {
  for (const email of ['ana@example.com', 'nobody@example.com']) {
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByLabel('E-mail address').fill(email);
    await page.getByRole('button', { name: 'Send link' }).click();
    await expect(page.getByRole('heading', { name: 'Check your e-mail' })).toBeFocused();
    await expect(page.getByText(`If ${email} has an account`)).toBeVisible();
  }
  await expectAccessible(page);
});

test('a dead reset link says so and offers another', async ({ page }) => {
  await page.goto('/reset-password#token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');
  await expect(page).toHaveURL(/\/reset-password$/);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible();
  await expectAccessible(page);
});

test('a password is set anew by the link in the e-mail, once', async ({ page, house }, { project }) => {
  const email = `reset.${project.name}.${Date.now().toString(36)}@example.org`;
  await house.member(email, 'Kim Kern');
  await page.goto('/forgot-password');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Send link' }).click();
  await expect(page.getByRole('heading', { name: 'Check your e-mail' })).toBeVisible();
  const link = await house.mailedLink(email, '/reset-password#token=');

  const changed = 'an altogether different passphrase';
  await page.goto(link);
  await page.getByLabel('Password', { exact: true }).fill(changed);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByRole('heading', { name: 'Your password is set' })).toBeFocused();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await fillSignIn(page, email);
  await expect(page.getByRole('alert')).toHaveText('The e-mail address or the password is not right.');
  await fillSignIn(page, email, changed);
  await expect(page).toHaveURL(`${house.url}/w/${house.workspaceId}`);
});
