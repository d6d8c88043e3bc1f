import { beforeEach, expect, it, vi } from 'vitest';
import { fetchOrThrow } from './client';
import { dropSession, keepSession } from './token';

const session = (token: string) => ({
  access_token: token,
  token_type: 'Bearer' as const,
  expires_in: 600,
  account: { id: 'a', email: 'ana@example.com', name: 'Ana' },
});
const problem = (status: number, code: string) => Response.json({ code, status, title: code }, { status });

let answers: ((request: Request) => Response)[];
let seen: { url: string; auth: string | null; body: string }[];

beforeEach(() => {
  dropSession();
  seen = [];
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = input instanceof Request ? input : new Request(new URL(String(input), location.origin), init);
    seen.push({
      url: new URL(request.url).pathname,
      auth: request.headers.get('Authorization'),
      body: await request.clone().text(),
    });
    return answers.shift()?.(request) ?? problem(500, 'none_left');
  });
});

const post = (headers: HeadersInit = {}) =>
  new Request(`${location.origin}/api/v1/x`, { method: 'POST', body: '{"a":1}', headers });

it('renews an ended session once and repeats the request with its body', async () => {
  keepSession(session('old'));
  answers = [
    () => problem(401, 'unauthenticated'),
    () => Response.json(session('new')),
    () => Response.json({ ok: true }),
  ];
  await fetchOrThrow(post());
  expect(seen).toEqual([
    { url: '/api/v1/x', auth: 'Bearer old', body: '{"a":1}' },
    { url: '/api/v1/auth/sessions/refresh', auth: null, body: '' },
    { url: '/api/v1/x', auth: 'Bearer new', body: '{"a":1}' },
  ]);
});

it('leaves a request alone that brings its own credential', async () => {
  keepSession(session('mine'));
  answers = [() => problem(401, 'unauthenticated')];
  await expect(fetchOrThrow(post({ Authorization: 'Bearer pending' }))).rejects.toMatchObject({ status: 401 });
  expect(seen.map(({ auth }) => auth)).toEqual(['Bearer pending']);
});

it('does not renew for another kind of 401', async () => {
  keepSession(session('mine'));
  answers = [() => problem(401, 'sign_in_required')];
  await expect(fetchOrThrow(post())).rejects.toMatchObject({ code: 'sign_in_required' });
  expect(seen).toHaveLength(1);
});

it('throws the problem with its fields and its waiting time', async () => {
  answers = [
    () =>
      Response.json(
        {
          code: 'rate_limited',
          detail: 'Wait.',
          request_id: 'r1',
          errors: [{ pointer: '/email', code: 'x', detail: 'y' }],
        },
        { status: 429, headers: { 'Retry-After': '30' } },
      ),
  ];
  await expect(fetchOrThrow(post())).rejects.toMatchObject({
    status: 429,
    code: 'rate_limited',
    detail: 'Wait.',
    requestId: 'r1',
    retryAfter: 30,
    errors: [{ pointer: '/email' }],
  });
});

it('makes a problem of an answer that is not ours', async () => {
  answers = [() => new Response('<html>bad gateway</html>', { status: 502 })];
  await expect(fetchOrThrow(post())).rejects.toMatchObject({ status: 502, code: 'unknown' });
});
