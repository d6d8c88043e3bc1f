import { expect, it } from 'vitest';
import { call, createGatehouse, each, isProblem } from './index.ts';

type Seen = { url: string; auth: string | null };

function answering(answers: (() => Response)[]) {
  const seen: Seen[] = [];
  const fetch = async (request: Request) => {
    seen.push({ url: request.url, auth: request.headers.get('Authorization') });
    const answer = answers.shift();
    if (!answer) throw new TypeError('offline');
    return answer();
  };
  return { seen, fetch };
}

const baseUrl = 'https://gatehouse.example.com';
const path = { workspace_id: 'w' };
const people = '/api/v1/workspaces/{workspace_id}/users';

it('enters with its key and goes through all pages, as far as they are read', async () => {
  const { seen, fetch } = answering([
    () => Response.json({ data: [{ id: '1' }, { id: '2' }], next_cursor: 'c2' }),
    () => Response.json({ data: [{ id: '3' }], next_cursor: null }),
  ]);
  const house = createGatehouse({ baseUrl, token: 'gh_x', fetch });
  const ids = [];
  for await (const { id } of each((cursor) => call(house.GET(people, { params: { path, query: { cursor } } })))) {
    if (id === '1') expect(seen).toHaveLength(1);
    ids.push(id);
  }
  expect(ids).toEqual(['1', '2', '3']);
  expect(seen).toEqual([
    { url: `${baseUrl}/api/v1/workspaces/w/users`, auth: 'Bearer gh_x' },
    { url: `${baseUrl}/api/v1/workspaces/w/users?cursor=c2`, auth: 'Bearer gh_x' },
  ]);
});

it('throws what a refusal says, and that there was no answer', async () => {
  const { fetch } = answering([() => Response.json({ code: 'not_found', detail: 'Gone.' }, { status: 404 })]);
  const house = createGatehouse({ baseUrl, token: () => null, fetch });
  const ask = () => call(house.GET(people, { params: { path } }));
  await expect(ask()).rejects.toMatchObject({ status: 404, code: 'not_found', detail: 'Gone.' });
  expect(isProblem(await ask().catch((error: unknown) => error), 'network_error')).toBe(true);
});

it('asks no second time where nothing renews its key', async () => {
  const { seen, fetch } = answering([() => Response.json({ code: 'unauthenticated' }, { status: 401 })]);
  const house = createGatehouse({ baseUrl, token: 'gh_old', fetch });
  await expect(call(house.GET(people, { params: { path } }))).rejects.toMatchObject({ code: 'unauthenticated' });
  expect(seen).toHaveLength(1);
});
