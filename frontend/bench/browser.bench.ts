import { writeFileSync } from 'node:fs';
import { type BrowserContext, expect, test } from '@playwright/test';
import { type Felt, visit } from './interact';
import { type Load, load, places } from './loads';
import { signedIn } from './observe';
import { growthTable, type Loads, loadTable, touchTable, type Visits } from './table';
import { touches } from './touches';
import { type Grown, turnPages } from './turning';
import { chosen, full, local, middling, rounds, slow, slowCpu, world } from './world';

// It fails where a page does not show what it should, never for being slow.
test.describe.configure({ mode: 'serial' });

let context: BrowserContext;
const report: string[] = [];

test.beforeAll(async ({ browser }) => {
  context = await signedIn(browser, world);
});

test.afterAll(async () => {
  await context.close();
  const text = `${report.join('\n\n')}\n`;
  console.log(`\n${text}`);
  if (process.env.BENCH_REPORT) writeFileSync(process.env.BENCH_REPORT, text);
});

test('pages are loaded with nothing in the cache', async ({ browser }) => {
  const stranger = await browser.newContext({ baseURL: world.url, viewport: { width: 1440, height: 900 } });
  const all: Loads[] = [];
  for (const condition of full ? [local, middling, slow] : [local]) {
    for (const place of places.filter(({ name }) => chosen(name))) {
      const loads: Load[] = [];
      for (let round = 0; round < rounds; round++)
        loads.push(
          await test.step(`${place.name}, ${condition.name}`, () =>
            load(place.stranger ? stranger : context, place, condition)),
        );
      all.push({ place: place.name, condition: condition.name, loads });
      expect(loads).toHaveLength(rounds);
    }
  }
  await stranger.close();
  report.push(loadTable(all));
});

test('what people do on the pages', async () => {
  const all: Visits[] = [];
  const inps: string[] = [];
  for (const condition of full ? [local, slowCpu] : [local]) {
    for (const place of places.filter(({ name }) => touches[name] && chosen(name))) {
      const list = touches[place.name] ?? [];
      const felt: Felt[][] = [];
      let inp = 0;
      for (let round = 0; round < Math.min(rounds, 3); round++) {
        const now = await visit(context, place, list, condition);
        felt.push(now.felt);
        inp = Math.max(inp, now.inp);
      }
      for (const [at, touch] of list.entries()) {
        const these = felt.flatMap((round) => round.slice(at, at + 1));
        all.push({ place: place.name, touch: touch.name, condition: condition.name, felt: these });
      }
      inps.push(`INP of ${place.name}, ${condition.name}: ${inp.toFixed(0)} ms`);
    }
  }
  report.push(touchTable(all), inps.join('\n'));
});

test('memory does not grow with the pages that are turned', async () => {
  const stops = full ? [10, 25, 50] : [3];
  const grown: Record<string, Grown[]> = {};
  for (const [name, next] of [
    ['Users', 'Next'],
    ['Audit log', 'Older'],
  ] as const) {
    const place = places.find((each) => each.name === name);
    if (place && chosen(name)) grown[name] = await turnPages(context, place, next, stops);
  }
  report.push(growthTable(grown));
});
