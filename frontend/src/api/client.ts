import createClient from 'openapi-fetch';
import { Problem } from './problem';
import type { paths } from './schema';
import { accessToken, renewSession } from './token';

/** The typed door to the server. Every refusal and every network failure is thrown as a Problem. */
export const client = createClient<paths>({ baseUrl: window.location.origin, fetch: fetchOrThrow });

/** The body of an answer: `const user = await call(client.GET(…))`. Throws a Problem. */
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

/** Fetches as the signed-in person, where there is one; renews the session once when the server says it ended. */
export async function fetchOrThrow(request: Request): Promise<Response> {
  const ownCredential = request.headers.has('Authorization');
  const spare = request.clone();
  const token = ownCredential ? null : await accessToken();
  let response = await send(request, token);
  if (response.status === 401 && token && (await codeOf(response)) === 'unauthenticated' && (await renewSession())) {
    response = await send(spare, await accessToken());
  }
  if (!response.ok) throw await Problem.from(response);
  return response;
}

async function send(request: Request, token: string | null): Promise<Response> {
  if (token) request.headers.set('Authorization', `Bearer ${token}`);
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw Problem.network();
  }
}

async function codeOf(response: Response): Promise<string> {
  return (await Problem.from(response.clone())).code;
}
