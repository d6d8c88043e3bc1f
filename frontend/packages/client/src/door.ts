import { Problem } from './problem.ts';

export type Entry = {
  /** An API key (gh_…) or the access token of a session; a function is asked before each request. */
  token?: string | (() => string | null | Promise<string | null>);
  /** Called where the server says that the token has ended; true sends the request once more, with a new token. */
  renew?: () => Promise<boolean>;
  /** Makes the requests, in place of the global `fetch`. */
  fetch?: (request: Request) => Promise<Response>;
};

/** What all requests go through: it adds the credential, unless a request brings its own, and throws Problems. */
export function door({ token, renew, fetch: ask }: Entry): (request: Request) => Promise<Response> {
  const credential = async () => (typeof token === 'function' ? await token() : (token ?? null));

  async function send(request: Request, held: string | null): Promise<Response> {
    if (held) request.headers.set('Authorization', `Bearer ${held}`);
    try {
      return await (ask ?? fetch)(request);
    } catch (error) {
      if (request.signal.aborted) throw error;
      throw Problem.network();
    }
  }

  return async (request) => {
    const ownCredential = request.headers.has('Authorization');
    const spare = renew ? request.clone() : request;
    const held = ownCredential ? null : await credential();
    let response = await send(request, held);
    if (renew && held && response.status === 401 && (await codeOf(response)) === 'unauthenticated' && (await renew())) {
      response = await send(spare, await credential());
    }
    if (!response.ok) throw await Problem.from(response);
    return response;
  };
}

async function codeOf(response: Response): Promise<string> {
  return (await Problem.from(response.clone())).code;
}
