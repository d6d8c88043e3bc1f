import { beforeEach, describe, expect, it, vi } from 'vitest';
import { accessToken, dropSession, keepSession, onSessionLost, renewSession } from './token';

const session = (token: string, expires_in = 600) => ({
  access_token: token,
  token_type: 'Bearer' as const,
  expires_in,
  account: { id: 'a', email: 'ana@example.com', name: 'Ana' },
});

const fetched = vi.fn<typeof fetch>();

beforeEach(() => {
  dropSession();
  localStorage.clear();
  fetched.mockReset();
  vi.stubGlobal('fetch', fetched);
});

describe('the access token', () => {
  it('is not asked for where nobody has signed in here before', async () => {
    expect(await accessToken()).toBeNull();
    expect(fetched).not.toHaveBeenCalled();
  });

  it('is renewed once, however many calls need it at the same time', async () => {
    keepSession(session('old', 1));
    fetched.mockImplementation(async () => Response.json(session('new')));
    expect(await Promise.all([accessToken(), accessToken(), accessToken()])).toEqual(['new', 'new', 'new']);
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it('is kept in no storage', () => {
    keepSession(session('secret-token'));
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain('secret-token');
  });

  it('tells when a session ended on its own, and forgets that anybody was signed in', async () => {
    const lost = vi.fn();
    const stop = onSessionLost(lost);
    keepSession(session('old'));
    fetched.mockImplementation(async () => new Response('{}', { status: 401 }));
    expect(await renewSession()).toBe(false);
    expect(lost).toHaveBeenCalledTimes(1);
    expect(await accessToken()).toBeNull();
    expect(fetched).toHaveBeenCalledTimes(1);
    stop();
  });

  it('never goes on as somebody else who signed in in another tab', async () => {
    const lost = vi.fn();
    const stop = onSessionLost(lost);
    keepSession(session('old'));
    const other = { ...session('theirs'), account: { id: 'b', email: 'bo@example.com', name: 'Bo' } };
    fetched.mockImplementation(async () => Response.json(other));
    expect(await renewSession()).toBe(false);
    expect(lost).toHaveBeenCalledTimes(1);
    stop();
  });

  it('does not end the session because the network is away', async () => {
    keepSession(session('old', 1));
    fetched.mockRejectedValue(new TypeError('offline'));
    await expect(accessToken()).rejects.toMatchObject({ code: 'network_error' });
    fetched.mockImplementation(async () => Response.json(session('new')));
    expect(await accessToken()).toBe('new');
  });
});
