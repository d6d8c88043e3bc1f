import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { House, password } from './house';

/**
 * `house` is one set-up server per worker. Every page is watched: an error in the console (a broken content security
 * policy, a crash) fails the test; a refusal by the API, which browsers log as well, does not.
 */
export const test = base.extend<{ watched: undefined }, { house: House }>({
  house: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
    async ({}, use) => {
      const house = await House.start();
      await house.setUp();
      await use(house);
      await house.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ house }, use) => use(house.url),
  watched: [
    async ({ context }, use) => {
      const complaints: string[] = [];
      context.on('weberror', (error) => complaints.push(error.error().message));
      context.on('console', (message) => {
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
          complaints.push(message.text());
        }
      });
      await use(undefined);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect, password };

export async function signIn(page: Page, email: string, secret = password, at = '') {
  await page.goto(`${at}/sign-in`);
  await fillSignIn(page, email, secret);
}

export async function fillSignIn(page: Page, email: string, secret = password) {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const hiddenUnderOverlay = ['landmark-one-main', 'page-has-heading-one', 'region'];

const overlays = '[role=dialog], [role=alertdialog], [role=menu], [role=listbox]';

/** No finding of axe. While an overlay is open the page under it is hidden on purpose, and three rules judge the page. */
export async function expectAccessible(page: Page, { overlay = false } = {}) {
  // What is loaded with its first use comes a moment later, and colours of what still fades in would be judged half transparent.
  if (overlay) await expect(page.locator(overlays).last()).toBeVisible();
  await page.evaluate(() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => undefined))));
  const { violations } = await new AxeBuilder({ page })
    .withTags(rules)
    .disableRules(overlay ? hiddenUnderOverlay : [])
    .analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  expect(found).toEqual([]);
}

/** Nothing makes the page scroll sideways. */
export async function expectNoSidewaysScroll(page: Page) {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
}
