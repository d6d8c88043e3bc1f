import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it, vi } from 'vitest';
import { keys } from '@/api/keys';
import { readEvents } from './sse';
import { readAgain, shownOf } from './stream';
import { gathering, refresh, staleAfter } from './use-live';

function streamOf(...pieces: string[]) {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });
}

async function all(events: AsyncGenerator<string>) {
  const seen: string[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

describe('the event stream', () => {
  it('is read whole, however it is cut into pieces', async () => {
    const pieces = streamOf('data: {"ty', 'pe":"a"}\n', '\n: still here\n\ndata: {"type":"b"}\r\n', '\r\ndata: cut');
    expect(await all(readEvents(pieces))).toEqual(['{"type":"a"}', '{"type":"b"}']);
  });

  it('counts as dead when it falls silent', async () => {
    const silent = new ReadableStream<Uint8Array>({});
    await expect(all(readEvents(silent, 20))).rejects.toThrow('silent');
  });
});

describe('what was asked for before the stream was open', () => {
  it('is all of the workspace and where the reader stands, and nothing that is asked for later', () => {
    const client = new QueryClient();
    for (const key of [keys.me, keys.users('w1'), keys.audit('w1'), keys.users('w2'), keys.sessions]) {
      client.setQueryData(key, {});
    }
    const before = shownOf(client, 'w1');
    client.setQueryData(keys.roles('w1'), {});
    readAgain(client, before);
    const stale = client.getQueryCache().findAll({ predicate: ({ state }) => state.isInvalidated });
    expect(stale.map(({ queryKey }) => queryKey)).toEqual([keys.me, keys.users('w1')]);
  });
});

describe('an event', () => {
  it('makes stale what it touches and nothing else', () => {
    const kinds = (kind: string) => staleAfter('w1', kind).map((key) => key.at(-1));
    expect(kinds('approval.requested')).toEqual(['users', 'summary', 'invitations', 'approvals', 'me']);
    expect(kinds('location.created')).toEqual(['locations', 'users']);
    expect(kinds('people.changed')).toEqual(kinds('user.updated'));
    expect(kinds('api_key.rotated')).toEqual(['api-keys']);
    expect(kinds('webhook.tested')).toEqual(['webhooks']);
    expect(kinds('something.else')).toEqual([]);
  });

  it('announces what a reader of the log missed, and leaves the log as it is', () => {
    const client = new QueryClient();
    const shown = [keys.audit('w1'), keys.auditNews('w1'), keys.users('w1')];
    for (const key of shown) client.setQueryData(key, {});
    refresh(client, 'w1', new Set(['resync']));
    expect(shown.map((key) => client.getQueryState(key)?.isInvalidated)).toEqual([false, true, true]);
  });

  it('that comes while something is read for the first time has it read once more', async () => {
    const client = new QueryClient();
    const answers = ['before the change', 'after it'];
    let answer: (() => void) | undefined;
    const read = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const observer = new QueryObserver(client, {
      queryKey: keys.users('w1'),
      queryFn: () => read.then(() => answers.shift()),
    });
    const seen: unknown[] = [];
    const stop = observer.subscribe(({ data }) => seen.push(data));
    refresh(client, 'w1', new Set(['user.updated']));
    answer?.();
    await expect.poll(() => seen.at(-1)).toBe('after it');
    stop();
    client.clear();
  });

  it('is told together with those that come close behind it', () => {
    vi.useFakeTimers();
    const told: string[][] = [];
    const tellOf = gathering((kinds) => told.push([...kinds]));
    for (const kind of ['user.invited', 'approval.requested', 'user.invited']) tellOf(kind);
    vi.runAllTimers();
    tellOf('user.invited');
    vi.runAllTimers();
    vi.useRealTimers();
    expect(told).toEqual([['user.invited', 'approval.requested'], ['user.invited']]);
  });
});
