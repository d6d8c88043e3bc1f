import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApiKey, ApiKeySecret } from '@/api/types';
import { type Answer, answerApi, type Call, problem, renderInWorkspace } from '@/test/workspace';
import { MenuButton } from '@/ui/menu';
import { ApiKeysList } from './api-keys-list';
import { dayAfter, momentOf } from './end';
import { useKeyActions } from './use-key-actions';
import { patchOf } from './use-key-form';

// What is loaded when it is needed: a machine that is busy has no second for it.
beforeAll(() =>
  Promise.all([
    import('@/ui/toast-region'),
    import('@/ui/menu-panel'),
    import('./key-dialog'),
    import('./secret-dialog'),
  ]),
);
afterEach(() => vi.unstubAllGlobals());

const at = '2026-05-03T10:00:00Z';
const key: ApiKey = {
  id: 'k1',
  name: 'Fleet app',
  permissions: ['users:read'],
  unusable_permissions: [],
  status: 'active',
  prefix: 'gh_4mZx',
  created_by: { id: 'u1', name: 'Ana Souza' },
  made_by: null,
  expires_at: null,
  last_used_at: null,
  previous_secret_until: null,
  created_at: at,
  updated_at: at,
};
const secret: ApiKeySecret = { ...key, secret: 'gh_secret-of-the-test' };

let keys: ApiKey[];
beforeEach(() => {
  keys = [key];
});

function Page() {
  const [made, setMade] = useState<string>();
  const { actions, make, dialogs } = useKeyActions(({ id }) => setMade(id));
  return (
    <>
      <ApiKeysList
        highlighted={made}
        add={
          <button type="button" onClick={make}>
            New
          </button>
        }
        menuFor={(each) => (
          <MenuButton
            label={`Actions for ${each.name}`}
            className=""
            sections={() => [{ id: 'a', items: actions(each) }]}
          >
            …
          </MenuButton>
        )}
      />
      <button type="button" onClick={make}>
        Make one
      </button>
      {dialogs}
    </>
  );
}

function show(answers: Record<string, Answer | ((call: Call) => Answer)> = {}, place = {}) {
  const calls = answerApi({
    'GET /api-keys': () => ({ body: { data: keys, next_cursor: null } }),
    'GET /api-keys/k1': () => ({ body: keys[0], headers: { ETag: '"v1"' } }),
    'POST /api-keys': { status: 201, body: secret },
    'POST /api-keys/k1/rotate': { body: secret },
    ...answers,
  });
  renderInWorkspace(<Page />, { permissions: ['api_keys:manage', 'users:read', 'users:invite'], ...place });
  return calls;
}
const sent = (calls: Call[], method: string) => calls.filter((call) => call.method === method);

async function choose(item: RegExp) {
  await userEvent.click(await screen.findByRole('button', { name: 'Actions for Fleet app' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: item }));
}

async function fill(dialog: HTMLElement) {
  await userEvent.type(within(dialog).getByRole('textbox', { name: /Name/ }), 'Fleet app');
  await userEvent.click(within(dialog).getByRole('checkbox', { name: /See people/ }));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Create API key' }));
}

describe('the list of API keys', () => {
  it('says what a key does, and what it does not do any more', async () => {
    keys = [
      { ...key, permissions: ['a:b', 'a:c', 'a:d', 'a:e', 'a:f'], unusable_permissions: ['a:e', 'a:f'] },
      { ...key, id: 'k2', name: 'Old', status: 'expired', permissions: [] },
      { ...key, id: 'k3', name: 'Child', status: 'stopped', made_by: { id: 'k1', name: 'Fleet app' } },
    ];
    show();
    const [first, second, third] = (await screen.findAllByRole('row')).slice(1);
    expect(first).toHaveTextContent('and 2 more');
    expect(first).toHaveTextContent('2 of them do nothing now');
    expect(second).toHaveTextContent('Expired');
    expect(third).toHaveTextContent('Stopped with its maker');
    expect(third).toHaveTextContent('by way of the key Fleet app');
  });

  it('can be empty, and can fail', async () => {
    keys = [];
    show();
    expect(await screen.findByText('There are no API keys yet')).toBeInTheDocument();
  });

  it('can fail, and be asked for again', async () => {
    let fails = true;
    show({
      'GET /api-keys': () => (fails ? problem(503, 'unavailable') : { body: { data: keys, next_cursor: null } }),
    });
    const again = await screen.findByRole('button', { name: 'Try again' });
    fails = false;
    await userEvent.click(again);
    expect(await screen.findByText('Fleet app')).toBeInTheDocument();
  });
});

describe('making a key', () => {
  it('shows its secret until it is said to be copied', async () => {
    const calls = show();
    await userEvent.click(await screen.findByRole('button', { name: 'Make one' }));
    await fill(await screen.findByRole('dialog', { name: 'New API key' }));
    const shown = await screen.findByRole('dialog', { name: /The secret of/ });
    expect(within(shown).getByLabelText('Secret')).toHaveValue(secret.secret);
    expect(sent(calls, 'POST')[0]?.body).toMatchObject({ name: 'Fleet app', permissions: ['users:read'] });
    expect(sent(calls, 'POST')[0]?.headers.get('Idempotency-Key')).toBeTruthy();
    await userEvent.keyboard('{Escape}');
    await userEvent.click(within(shown).getByRole('button', { name: 'I have copied it' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(document.body).not.toHaveTextContent(secret.secret);
  });

  it('asks for the password again, and then sends the same once more', async () => {
    let stale = true;
    const calls = show({
      'POST /api-keys': () => (stale ? problem(403, 'reauthentication_required') : { status: 201, body: secret }),
      'POST /api/v1/me/reauthenticate': () => {
        stale = false;
        return { body: { access_token: 'token', token_type: 'Bearer', expires_in: 600, account: {} } };
      },
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Make one' }));
    await fill(await screen.findByRole('dialog', { name: 'New API key' }));
    await userEvent.type(await screen.findByLabelText('Password'), 'a rather long passphrase{Enter}');
    await screen.findByRole('dialog', { name: /The secret of/ });
    const [first, , second] = sent(calls, 'POST');
    expect(second?.body).toEqual(first?.body);
    expect(second?.headers.get('Idempotency-Key')).toBe(first?.headers.get('Idempotency-Key'));
  });

  it('offers what one holds, also at one’s locations alone, and says what the server refuses', async () => {
    show(
      { 'POST /api-keys': problem(403, 'api_key_above_own', { detail: 'You cannot give a key users:read.' }) },
      { permissions: ['api_keys:manage', 'roles:write', 'workspace:delete'], location_permissions: ['users:read'] },
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Make one' }));
    const dialog = await screen.findByRole('dialog', { name: 'New API key' });
    expect(within(dialog).getAllByRole('checkbox')).toHaveLength(3);
    expect(within(dialog).queryByRole('checkbox', { name: /Delete the workspace/ })).toBeNull();
    await fill(dialog);
    expect(await screen.findByText('You cannot give a key users:read.')).toBeInTheDocument();
  });

  it('says once, at the field, what the server refuses; above the form what no field says', async () => {
    let pointer = '/name';
    show({
      'POST /api-keys': () =>
        problem(422, 'validation_failed', { errors: [{ pointer, code: 'refused', detail: 'Refused by the server.' }] }),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Make one' }));
    const dialog = await screen.findByRole('dialog', { name: 'New API key' });
    await fill(dialog);
    const name = within(dialog).getByRole('textbox', { name: 'Name' });
    await waitFor(() => expect(name).toHaveAccessibleDescription(/Refused by the server/));
    expect(within(dialog).queryByRole('alert')).toBeNull();
    pointer = '/expires_at'; // of which no field is there, as the key ends in a year
    await userEvent.type(name, ' again');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Create API key' }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('Detail of validation_failed.');
  });
});

describe('a key that there is', () => {
  it('is rotated with the overlap that was chosen', async () => {
    const calls = show();
    await choose(/Rotate/);
    const dialog = await screen.findByRole('dialog', { name: /Rotate/ });
    await userEvent.click(within(dialog).getByLabelText('for seven days'));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Rotate API key' }));
    await screen.findByRole('dialog', { name: /The secret of/ });
    expect(sent(calls, 'POST')[0]?.body).toEqual({ overlap_hours: 168 });
  });

  it('is edited where nobody changed it since', async () => {
    const calls = show({ 'PATCH /api-keys/k1': problem(412, 'precondition_failed') });
    await choose(/Edit/);
    const dialog = await screen.findByRole('dialog', { name: 'Edit API key' });
    await userEvent.type(within(dialog).getByRole('textbox', { name: /Name/ }), ' two');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save API key' }));
    expect(await screen.findByText(/Someone changed this meanwhile/)).toBeInTheDocument();
    const [patch] = sent(calls, 'PATCH');
    expect(patch?.body).toEqual({ name: 'Fleet app two' });
    expect(patch?.headers.get('If-Match')).toBe('"v1"');
  });

  it('of somebody else is left alone where it holds what one lacks', async () => {
    keys = [{ ...key, created_by: { id: 'u2', name: 'Bo' }, permissions: ['audit:read'] }];
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Actions for Fleet app' }));
    expect(await screen.findByRole('menuitem', { name: /Rotate/ })).toHaveAttribute('aria-disabled', 'true');
    expect(screen.getByRole('menuitem', { name: /Delete/ })).toHaveTextContent('Holds audit:read, which you lack');
  });
});

describe('when a key ends', () => {
  const now = Date.UTC(2026, 0, 1);
  it('is a moment, never, or as it was', () => {
    expect(momentOf('30', '', now)).toBe('2026-01-31T00:00:00.000Z');
    expect(momentOf('never', '', now)).toBeNull();
    expect(momentOf('keep', '', now)).toBeUndefined();
    expect(momentOf('day', '2026-03-04', now)).toBe(new Date(2026, 2, 5).toISOString());
    expect(dayAfter(0, new Date(2026, 2, 4, 12).getTime())).toBe('2026-03-04');
  });

  it('is left out of a change that does not touch it', () => {
    const values = { name: key.name, permissions: [...key.permissions], end: 'keep' as const, day: '' };
    expect(patchOf(key, values)).toEqual({});
    expect(patchOf(key, { ...values, end: 'never' })).toEqual({ expires_at: null });
    expect(patchOf(key, { ...values, permissions: [] })).toEqual({ permissions: [] });
  });
});
