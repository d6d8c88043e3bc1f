/** The body of an answer: `const user = await call(house.GET(…))`. Throws a Problem. */
export async function call<T>(result: Promise<{ data?: T; response: Response }>): Promise<T> {
  const { data } = await result;
  return data as T;
}

/** The same with the answer's ETag, for what is changed later with If-Match. */
export async function callTagged<T extends object>(
  result: Promise<{ data?: T; response: Response }>,
): Promise<T & { etag: string }> {
  const { data, response } = await result;
  return { ...(data as T), etag: response.headers.get('ETag') ?? '' };
}

export type Page<T> = { data: T[]; next_cursor: string | null };

/**
 * Goes through a whole list, asking for a page when it is needed:
 *
 *     for await (const user of each((cursor) => call(house.GET('/api/v1/…', { params: { query: { cursor } } })))) …
 */
export async function* each<T>(ask: (cursor: string | undefined) => Promise<Page<T>>): AsyncGenerator<T, void, void> {
  for (let cursor: string | undefined; ; ) {
    const page = await ask(cursor);
    yield* page.data;
    if (page.next_cursor === null) return;
    cursor = page.next_cursor;
  }
}
