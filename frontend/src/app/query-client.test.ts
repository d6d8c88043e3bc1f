import { expect, it, vi } from 'vitest';
import { Problem } from '@/api/problem';
import { makeQueryClient } from './query-client';

async function change(refusal: Problem) {
  vi.useFakeTimers();
  const client = makeQueryClient();
  let asked = 0;
  const mutationFn = async () => {
    asked += 1;
    if (asked === 1) throw refusal;
    return 'done';
  };
  const running = client
    .getMutationCache()
    .build(client, client.defaultMutationOptions({ mutationFn }))
    .execute(undefined)
    .catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(3000);
  vi.useRealTimers();
  return { asked, outcome: await running };
}

it('sends a change again that was turned away at the door', async () => {
  expect(await change(new Problem(503, { code: 'overloaded' }, 2))).toEqual({ asked: 2, outcome: 'done' });
});

it('sends no change again of which nobody knows whether it was carried out', async () => {
  const lost = new Problem(503, { code: 'unavailable' }, 2);
  expect(await change(lost)).toEqual({ asked: 1, outcome: lost });
});
