import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it, vi } from 'vitest';
import { keys } from '@/api/keys';
import { readEvents } from './sse';
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
    refresh(client, 'w1', new Set(['stream.opened']));
    expect(shown.map((key) => client.getQueryState(key)?.isInvalidated)).toEqual([false, true, true]);
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
