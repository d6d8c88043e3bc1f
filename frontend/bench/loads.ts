import type { BrowserContext } from '@playwright/test';
import { Watched } from './observe';
import { type Condition, settleMs, world } from './world';

/** `shown` is what the page is for: with it on the screen somebody can work. */
export type Place = { name: string; path: string; shown: string; stranger?: boolean };

const of = (path: string) => `/w/${world.workspaceId}${path}`;

export const places: Place[] = [
  { name: 'Sign-in', path: '/sign-in', shown: 'input[type=password]', stranger: true },
  {
    name: 'Accept an invitation',
    path: `/invite#token=${world.invitation}`,
    shown: 'input[type=password]',
    stranger: true,
  },
  { name: 'Dashboard', path: of(''), shown: 'main ul a, main dl' },
  { name: 'Users', path: of('/settings/users'), shown: 'tbody tr[data-row]' },
  { name: 'One user', path: of(`/settings/users/${world.userId}`), shown: 'main form input' },
  { name: 'Invitations', path: of('/settings/permissions?tab=invitations'), shown: 'tbody tr[data-row]' },
  { name: 'Login requests', path: of('/login-requests'), shown: 'main [data-row]' },
  { name: 'Audit log', path: of('/settings/audit'), shown: 'main details' },
  { name: 'Imports', path: of('/settings/users/import'), shown: 'tbody tr[data-row]' },
  { name: 'Roles', path: of('/settings/permissions?tab=roles'), shown: 'main a[href*="/roles/"]' },
  { name: 'Locations', path: of('/settings/locations'), shown: 'tbody tr[data-row]' },
];

export type Load = {
  fcp: number;
  lcp: number;
  shown: number;
  cls: number;
  longest: number;
  blocked: number;
  /** Before the content was shown, and all of them. */
  requests: number;
  allRequests: number;
  bytes: number;
  elements: number;
  heap: number;
};

/** One load of a page with nothing in the cache. */
export async function load(context: BrowserContext, place: Place, condition: Condition): Promise<Load> {
  const tab = await Watched.open(context, condition, place.shown);
  let bytes = 0;
  tab.cdp.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await tab.forgetCache();
  await tab.goto(place.path, place.shown);
  const shown = await tab.shown(place.shown);
  // What is read again, or comes late, still counts, and moves things.
  await tab.page.waitForTimeout(settleMs * condition.cpu);
  const seen = await tab.page.evaluate((until) => {
    const resources = performance.getEntriesByType('resource');
    return {
      ...window.seen,
      requests: 1 + resources.filter(({ startTime }) => startTime < until).length,
      allRequests: 1 + resources.length,
    };
  }, shown);
  const { heap, elements } = await tab.memory();
  await tab.close();
  return {
    fcp: seen.vitals.FCP ?? Number.NaN,
    lcp: seen.vitals.LCP ?? Number.NaN,
    shown,
    cls: seen.vitals.CLS ?? 0,
    longest: Math.max(0, ...seen.longTasks),
    blocked: seen.longTasks.reduce((sum, ms) => sum + ms - 50, 0),
    requests: seen.requests,
    allRequests: seen.allRequests,
    bytes: bytes / 1000,
    elements,
    heap,
  };
}
