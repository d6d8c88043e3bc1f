import { type BrowserContext, test } from '@playwright/test';
import type { Place } from './loads';
import { Watched } from './observe';
import type { Touch } from './touches';
import { type Condition, settleMs } from './world';

export type Felt = {
  /** The slowest event of it, as INP counts: from the input to the next paint. */
  event: number;
  /** From the last input to the first sign on the screen. */
  sign: number;
  /** From the server's answer to the rows; NaN where no list changes. */
  rows: number;
  longest: number;
};

/** What happens on a page, one thing after the other; and the INP of the visit. */
export async function visit(context: BrowserContext, place: Place, touches: Touch[], condition: Condition) {
  const tab = await Watched.open(context, condition, place.shown);
  await tab.goto(place.path, place.shown);
  await tab.page.waitForTimeout(settleMs);
  const felt: Felt[] = [];
  for (const touch of touches) {
    felt.push(await test.step(`${place.name}: ${touch.name}, ${condition.name}`, () => feel(tab, touch)));
    await touch.after?.(tab.page);
    await tab.page.waitForTimeout(settleMs);
  }
  const inp = await tab.page.evaluate(() => window.seen.vitals.INP ?? 0);
  await tab.close();
  return { felt, inp };
}

async function feel(tab: Watched, touch: Touch): Promise<Felt> {
  await tab.page.evaluate((wanted) => {
    const { seen } = window;
    seen.events = [];
    seen.longTasks = [];
    delete seen.shown[wanted];
    performance.clearResourceTimings();
  }, touch.shown);
  await touch.do(tab.page);
  await tab.page.evaluate((wanted) => window.waitForPaint(wanted), touch.shown);
  const shown = await tab.shown(touch.shown);
  if (touch.answer) {
    // Rows that stayed while the next ones were read are marked as such.
    await tab.page.waitForFunction(
      (part) =>
        performance.getEntriesByType('resource').some(({ name }) => name.includes(part)) &&
        !document.querySelector('main [aria-busy=true]'),
      touch.answer,
    );
  }
  await tab.page.waitForTimeout(settleMs);
  return tab.page.evaluate(
    ([at, part]) => {
      const { events, longTasks, changed } = window.seen;
      const inputs = events.filter(({ interaction }) => interaction > 0);
      const answers = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
      const answer = part ? answers.find(({ name }) => name.includes(part)) : undefined;
      return {
        event: Math.max(0, ...inputs.map(({ ms }) => ms)),
        sign: at - Math.max(...inputs.map(({ start }) => start)),
        rows: answer ? Math.max(0, changed - answer.responseEnd) : Number.NaN,
        longest: Math.max(0, ...longTasks),
      };
    },
    [shown, touch.answer ?? ''] as const,
  );
}
