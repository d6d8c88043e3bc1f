import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { shortcutsOn } from '@/lib/shortcuts';
import { answerApi, problem, renderInWorkspace } from '@/test/workspace';
import type { TaggedMe } from './api';
import DeletePanel from './delete-panel';
import EmailPanel from './email-panel';
import PasswordPanel from './password-panel';
import PreferencesPanel from './preferences-panel';
import ProfilePanel from './profile-panel';
import SessionsPanel from './sessions-panel';
import { accountTab } from './tab';

beforeAll(() =>
  Promise.all([
    import('@/ui/confirm-dialog'),
    import('@/ui/toast-region'),
    import('@/features/session/reauthenticate-dialog'),
  ]),
);
afterEach(() => vi.unstubAllGlobals());

const me: TaggedMe = {
  id: 'a1',
  email: 'ana@northwind.example',
  name: 'Ana Souza',
  locale: '',
  created_at: '2026-05-03T10:00:00Z',
  email_change: null,
  workspaces: [],
  etag: '"v1-x"',
};
const fieldErrors = (pointer: string, code: string, detail: string) =>
  problem(422, 'validation_failed', { errors: [{ pointer, code, detail }] });
const own = '/api/v1/me';
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const type = async (label: string, text: string) => {
  const field = await screen.findByLabelText(label);
  await userEvent.clear(field);
  await userEvent.type(field, text);
};

describe('the profile', () => {
  it('is saved for the version that was read', async () => {
    const calls = answerApi({ [`PATCH ${own}`]: { body: { ...me, name: 'Ana Lima' } } });
    renderInWorkspace(<ProfilePanel me={me} />);
    await type('Name', 'Ana Lima');
    await press('Save name');
    expect(await screen.findByText('Your name is saved')).toBeInTheDocument();
    const saved = calls.find(({ method }) => method === 'PATCH');
    expect(saved?.body).toEqual({ name: 'Ana Lima' });
    expect(saved?.headers.get('If-Match')).toBe(me.etag);
  });

  it('is not written over what another window saved', async () => {
    answerApi({
      [`PATCH ${own}`]: problem(412, 'precondition_failed'),
      [`GET ${own}`]: { body: { ...me, name: 'Ana First' } },
    });
    renderInWorkspace(<ProfilePanel me={me} />);
    await type('Name', 'Ana Second');
    await press('Save name');
    await screen.findByText(/changed in another window/);
    await press('Load again');
    await waitFor(() => expect(screen.getByLabelText('Name')).toHaveValue('Ana First'));
  });

  it('says under the field what is wrong with it', async () => {
    answerApi({ [`PATCH ${own}`]: fieldErrors('/name', 'name_invalid', 'No line breaks.') });
    renderInWorkspace(<ProfilePanel me={me} />);
    await type('Name', 'Ana');
    await press('Save name');
    expect(await screen.findByText('No line breaks.')).toBeInTheDocument();
  });
});

describe('the password', () => {
  const change = async () => {
    await type('Current password', 'a rather long passphrase');
    await type('New password', 'another rather long one');
    await press('Change password');
  };

  it('is changed, and the fields are empty again', async () => {
    answerApi({ [`POST ${own}/password`]: { body: null } });
    renderInWorkspace(<PasswordPanel email={me.email} />);
    await change();
    expect(await screen.findByText('Your password is changed')).toBeInTheDocument();
    expect(screen.getByLabelText('Current password')).toHaveValue('');
  });

  it('is refused where the present one is wrong, or too many were', async () => {
    answerApi({
      [`POST ${own}/password`]: fieldErrors('/current_password', 'password_wrong', 'This is not your password.'),
    });
    renderInWorkspace(<PasswordPanel email={me.email} />);
    await change();
    expect(await screen.findByText('This is not your password.')).toBeInTheDocument();
    answerApi({ [`POST ${own}/password`]: problem(429, 'rate_limited') });
    await press('Change password');
    expect(await screen.findByRole('alert')).toHaveTextContent('Too many attempts');
  });
});

describe('the preferences', () => {
  it('switch single keys off and on', async () => {
    renderInWorkspace(<PreferencesPanel />);
    const box = await screen.findByLabelText('Keyboard shortcuts of one key');
    expect(box).toBeChecked();
    await userEvent.click(box);
    expect(shortcutsOn()).toBe(false);
    await userEvent.click(box);
    expect(shortcutsOn()).toBe(true);
  });
});

describe('another e-mail address', () => {
  it('asks for the password where it was typed long ago, and goes on', async () => {
    let proven = false;
    const calls = answerApi({
      [`POST ${own}/email`]: () => (proven ? { status: 202, body: null } : problem(403, 'reauthentication_required')),
      [`POST ${own}/reauthenticate`]: () => {
        proven = true;
        return { body: null };
      },
    });
    renderInWorkspace(<EmailPanel me={me} />);
    await type('New e-mail address', 'ana@new.example');
    await press('Send the links');
    await screen.findByText('Is it you?');
    await type('Password', 'a rather long passphrase');
    await press('Go on');
    expect(await screen.findByText('Two e-mails are on their way')).toBeInTheDocument();
    expect(calls.filter(({ path }) => path === `${own}/email`)).toHaveLength(2);
  });

  it('is not asked for where the person gives up', async () => {
    answerApi({ [`POST ${own}/email`]: problem(403, 'reauthentication_required') });
    renderInWorkspace(<EmailPanel me={me} />);
    await type('New e-mail address', 'ana@new.example');
    await press('Send the links');
    await screen.findByText('Is it you?');
    await press('Cancel');
    expect(await screen.findByRole('alert')).toHaveTextContent('type your password again');
  });

  it('shows who has confirmed, and is taken back', async () => {
    const calls = answerApi({ [`DELETE ${own}/email`]: { body: null } });
    const wish = { email: 'ana@new.example', old_confirmed: true, new_confirmed: false, expires_at: me.created_at };
    renderInWorkspace(<EmailPanel me={{ ...me, email_change: wish }} />);
    const [anew, old] = await screen.findAllByRole('listitem');
    expect(anew).toHaveTextContent('ana@new.example has not confirmed yet');
    expect(old).toHaveTextContent('ana@northwind.example has confirmed');
    await press('Keep the present address');
    expect(await screen.findByText('Your address stays as it is')).toBeInTheDocument();
    expect(calls.some(({ method }) => method === 'DELETE')).toBe(true);
  });
});

describe('the sessions', () => {
  it('can be tried again where they did not come', async () => {
    answerApi({ [`GET ${own}/sessions`]: problem(503, 'unavailable') });
    renderInWorkspace(<SessionsPanel />);
    expect(await screen.findByRole('alert')).toHaveTextContent('The server is busy');
    answerApi({});
    await press('Try again');
    expect(await screen.findByText('You are signed in nowhere else.')).toBeInTheDocument();
  });
});

describe('deleting the account', () => {
  const ask = async (address: string) => {
    await type('Type your e-mail address', address);
    await type('Password', 'a rather long passphrase');
    await press('Delete my account');
  };

  it('is not even asked for with another address', async () => {
    const calls = answerApi({});
    renderInWorkspace(<DeletePanel me={me} />);
    await ask('somebody@else.example');
    expect(await screen.findByText('This is not the address of your account.')).toBeInTheDocument();
    expect(calls).toEqual([]);
  });

  it('says which workspaces cannot do without the person, and what to do', async () => {
    const workspaces = [
      { id: 'w1', name: 'Northwind', code: 'last_admin' },
      { id: 'w2', name: 'Southwind', code: 'four_eyes_needs_two' },
    ];
    answerApi({ [`DELETE ${own}`]: problem(409, 'last_admin', { workspaces }) });
    renderInWorkspace(<DeletePanel me={me} />);
    await ask('Ana@Northwind.example');
    const told = await screen.findByRole('alert');
    expect(told).toHaveTextContent('Northwind: you are its only Admin.');
    expect(told).toHaveTextContent('Southwind: two people have to be able to approve there.');
  });
});

it('an address that names no part shows the first', () => {
  expect([accountTab('sessions'), accountTab('x'), accountTab(undefined)]).toEqual(['sessions', 'profile', 'profile']);
});
