import createClient from 'openapi-fetch';
import { door, type Entry } from './door.ts';
import type { paths } from './schema.d.ts';

// biome-ignore lint/performance/noBarrelFile: the one door of a package, which bundlers take only the used parts of
export { call, callTagged, each, type Page } from './answers.ts';
export { door, type Entry } from './door.ts';
export { type FieldError, isProblem, Problem } from './problem.ts';
export type * from './schema.d.ts';

export type Options = Entry & {
  /** The address of the server, such as https://gatehouse.example.com. */
  baseUrl: string;
};

/**
 * The typed door to a server: `const house = createGatehouse({ baseUrl, token: 'gh_…' })`, and then a method for each verb,
 * `call(house.GET('/api/v1/…', { params }))`. Every refusal and every network failure is thrown as a Problem.
 */
export function createGatehouse({ baseUrl, ...entry }: Options) {
  return createClient<paths>({ baseUrl, fetch: door(entry) });
}

export type Gatehouse = ReturnType<typeof createGatehouse>;
