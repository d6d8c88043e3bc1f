import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, CDPSession, Page } from '@playwright/test';
import type * as WebVitals from 'web-vitals';
import type { Condition } from './world';

// Playwright adds it past the content security policy, inside a function: its global has to be made one.
const library = new URL('../node_modules/web-vitals/dist/web-vitals.iife.js', import.meta.url);
const vitals = `${readFileSync(library, 'utf8')}\nwindow.webVitals = webVitals;`;

type Seen = {
  vitals: Record<string, number>;
  longTasks: number[];
  /** When each selector that was waited for was first painted. */
  shown: Record<string, number>;
  events: { type: string; start: number; ms: number; interaction: number }[];
  /** When something in the table or the list changed last. */
  changed: number;
};

declare global {
  interface Window {
    webVitals: typeof WebVitals;
    seen: Seen;
    waitForPaint: (selector: string) => void;
  }
}

/** Runs in the page, before anything of it. */
function watch(selector: string) {
  const seen: Seen = { vitals: {}, longTasks: [], shown: {}, events: [], changed: 0 };
  window.seen = seen;
  const { onFCP, onLCP, onCLS, onINP } = window.webVitals;
  for (const on of [onFCP, onLCP, onCLS, onINP]) {
    on(
      ({ name, value }: { name: string; value: number }) => {
        seen.vitals[name] = value;
      },
      { reportAllChanges: true },
    );
  }
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longTasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceEventTiming[]) {
      const { name: type, startTime: start, duration: ms, interactionId: interaction } = entry;
      seen.events.push({ type, start, ms, interaction });
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);

  window.waitForPaint = (wanted) => {
    const look = () => {
      if (document.querySelector(wanted)) {
        // The task after the next frame: what is there now is painted by then.
        requestAnimationFrame(() => setTimeout(() => (seen.shown[wanted] = performance.now())));
      } else requestAnimationFrame(look);
    };
    look();
  };
  document.addEventListener('DOMContentLoaded', () => {
    window.waitForPaint(selector);
    new MutationObserver((changes) => {
      if (changes.some(({ target }) => target instanceof Element && target.closest('table, main ul, main ol'))) {
        seen.changed = performance.now();
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

/** A tab in which everything is watched, under a condition. */
export class Watched {
  private constructor(
    readonly page: Page,
    readonly cdp: CDPSession,
  ) {}

  static async open(context: BrowserContext, condition: Condition, selector: string): Promise<Watched> {
    const page = await context.newPage();
    page.setDefaultTimeout(45_000);
    await page.addInitScript({ content: vitals });
    await page.addInitScript(watch, selector);
    const cdp = await context.newCDPSession(page);
    await cdp.send('Network.enable');
    await cdp.send('Performance.enable');
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: condition.cpu });
    const { latency, down, up } = condition.net ?? { latency: 0, down: -1, up: -1 };
    await cdp.send('Network.emulateNetworkConditions', {
      offline: false,
      latency,
      downloadThroughput: down,
      uploadThroughput: up,
    });
    return new Watched(page, cdp);
  }

  forgetCache() {
    return this.cdp.send('Network.clearBrowserCache');
  }

  /** Goes to a path and waits until what the page is for was painted. */
  async goto(url: string, selector: string) {
    await this.page.goto(url);
    await this.shown(selector);
  }

  async shown(selector: string): Promise<number> {
    const at = await this.page.waitForFunction((wanted) => window.seen?.shown[wanted], selector);
    return at.jsonValue() as Promise<number>;
  }

  /** Bytes that are held after a collection, and elements in the page. */
  async memory() {
    // Twice, so that what a finalizer lets go is gone as well.
    await this.cdp.send('HeapProfiler.collectGarbage');
    await this.cdp.send('HeapProfiler.collectGarbage');
    const { metrics } = await this.cdp.send('Performance.getMetrics');
    const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0;
    const listeners = metrics.find(({ name }) => name === 'JSEventListeners')?.value ?? 0;
    return { heap: heap / 1_000_000, listeners, elements: await this.elements() };
  }

  elements() {
    return this.page.evaluate(() => document.querySelectorAll('*').length);
  }

  close() {
    return this.page.close();
  }
}

/** The cookies of somebody signed in. One context holds them, because each load trades one for the next. */
export async function signedIn(
  browser: Browser,
  { url, email, password }: { url: string; email: string; password: string },
) {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
  await page.close();
  return context;
}
