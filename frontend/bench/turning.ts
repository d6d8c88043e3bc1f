import { type BrowserContext, expect } from '@playwright/test';
import type { Place } from './loads';
import { Watched } from './observe';
import { local } from './world';

export type Grown = { page: number; heap: number; elements: number; listeners: number };

/** What the page holds after turning pages of its list. */
export async function turnPages(
  context: BrowserContext,
  place: Place,
  next: string,
  stops: number[],
): Promise<Grown[]> {
  const tab = await Watched.open(context, local, place.shown);
  await tab.goto(place.path, place.shown);
  await tab.page.waitForTimeout(1_000);
  const grown: Grown[] = [{ page: 1, ...(await tab.memory()) }];
  for (let page = 2; page <= Math.max(...stops); page++) {
    // One page after the other: a list that is still being read is left alone.
    const answer = tab.page.waitForResponse((response) => response.url().includes('cursor='));
    await tab.page.getByRole('button', { name: next }).click();
    await answer;
    await tab.page.waitForFunction(() => !document.querySelector('main [aria-busy=true]'));
    if (stops.includes(page)) grown.push({ page, ...(await tab.memory()) });
  }
  await expect(tab.page.getByRole('button', { name: next })).toBeVisible();
  await tab.close();
  return grown;
}
