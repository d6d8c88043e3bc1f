import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Permission, Role } from '@/api/types';
import { type Answer, answerApi, type Call, problem, renderInWorkspace, roles } from '@/test/workspace';
import EditRoleForm from './edit-role-form';

beforeAll(() => Promise.all([import('./review-dialog'), import('./role-conflict'), import('@/ui/toast-region')]));
beforeEach(() => vi.stubGlobal('scrollTo', () => undefined));
afterEach(() => vi.unstubAllGlobals());

const fleet: Role = {
  ...(roles[1] as Role),
  id: 'f',
  name: 'Fleet',
  permissions: ['users:read'],
  user_count: 12,
};
const catalogue: Permission[] = ['users:read', 'users:invite', 'audit:read'].map((permission) => ({
  permission,
  description: '',
  origin: 'gatehouse',
  role_count: 1,
}));
const preview = {
  user_count: 12,
  gains: [{ permission: 'users:invite', users: 12 }],
  loses: [{ permission: 'users:read', users: 3 }],
  own_loss: true,
  approvers_left: 2,
};
const own = ['roles:read', 'roles:write', 'users:read', 'users:invite'];

function show(answers: Record<string, Answer | ((call: Call) => Answer)> = {}, etag = '"1"') {
  const onSaved = vi.fn();
  const calls = answerApi({
    'GET /roles': { body: { data: [...roles, fleet], next_cursor: null } },
    'GET /roles/f': { body: fleet, headers: { ETag: etag } },
    'GET /permissions': { body: { data: catalogue } },
    'POST /roles/f/preview': { body: preview },
    'PATCH /roles/f': ({ body }) => ({ body: { ...fleet, ...(body as object) }, headers: { ETag: '"2"' } }),
    ...answers,
  });
  renderInWorkspace(<EditRoleForm role={{ ...fleet, etag: '"1"' }} onSaved={onSaved} />, {
    roles: [{ id: 'f', name: 'Fleet' }],
    permissions: own,
  });
  return { calls, onSaved };
}
const box = (name: RegExp) => screen.findByRole('checkbox', { name });
const save = async () => userEvent.click(await screen.findByRole('button', { name: 'Save Role' }));

describe('a role', () => {
  it('is reviewed before what people may do changes, and saved after that', async () => {
    const { calls, onSaved } = show();
    await userEvent.click(await box(/Invite people/));
    await userEvent.click(await box(/See people/));
    await save();
    const dialog = await screen.findByRole('dialog', { name: /Save the changes to Fleet/ });
    expect(dialog).toHaveTextContent('12 people have this role');
    expect(dialog).toHaveTextContent('12 people gain users:invite');
    expect(dialog).toHaveTextContent('3 people lose users:read');
    expect(dialog).toHaveTextContent(/You yourself would lose:See people/);
    expect(calls.some(({ method }) => method === 'PATCH')).toBe(false);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save Role' }));
    await waitFor(() => expect(onSaved).toHaveBeenCalled());
    const patch = calls.find(({ method }) => method === 'PATCH');
    expect(patch?.body).toEqual({ permissions: ['users:invite'] });
    expect(patch?.headers.get('If-Match')).toBe('"1"');
  });

  it('is saved at once where nobody can do more or less by it', async () => {
    const { calls, onSaved } = show();
    await userEvent.type(await screen.findByLabelText('Name'), ' north');
    await save();
    await waitFor(() => expect(onSaved).toHaveBeenCalled());
    expect(calls.some(({ path }) => path.endsWith('/preview'))).toBe(false);
  });

  it('locks what the editor does not hold, with the reason', async () => {
    const { calls } = show();
    const audit = await box(/Read and export the audit log/);
    expect(audit).toHaveAccessibleDescription(/You don't hold this yourself/);
    await userEvent.click(audit);
    expect(audit).not.toBeChecked();
    expect(screen.queryByRole('button', { name: 'Save Role' })).toBeNull();
    expect(calls.some(({ method }) => method === 'PATCH')).toBe(false);
  });

  it('has its bar only while something is not saved', async () => {
    show();
    const invite = await box(/Invite people/);
    await userEvent.click(invite);
    expect(await screen.findByText(/1 permission added/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
    expect(invite).not.toBeChecked();
    expect(screen.queryByRole('button', { name: 'Save Role' })).toBeNull();
  });

  it('keeps what was typed where the name is taken, and says so at the field', async () => {
    const { onSaved } = show({ 'PATCH /roles/f': problem(409, 'name_taken') });
    const name = await screen.findByLabelText('Name');
    await userEvent.clear(name);
    await userEvent.type(name, 'Member');
    await save();
    expect(await screen.findByText('There is a role with this name already.')).toBeInTheDocument();
    expect(name).toHaveValue('Member');
    expect(onSaved).not.toHaveBeenCalled();
  });

  it('says that the server cannot be reached, and keeps what was typed', async () => {
    const { onSaved } = show({
      'PATCH /roles/f': () => {
        throw new TypeError('Failed to fetch');
      },
    });
    const name = await screen.findByLabelText('Name');
    await userEvent.type(name, '!');
    await save();
    expect(await screen.findByText(/The server can't be reached/)).toBeInTheDocument();
    expect(name).toHaveValue('Fleet!');
    expect(onSaved).not.toHaveBeenCalled();
  });

  it('that somebody else changed meanwhile shows both versions and asks', async () => {
    let saves = 0;
    const theirs = { ...fleet, description: 'Cars', permissions: ['users:read', 'roles:read'] };
    const { calls, onSaved } = show({
      'GET /roles/f': () => ({ body: saves ? theirs : fleet, headers: { ETag: saves ? '"5"' : '"1"' } }),
      'PATCH /roles/f': ({ body }) => {
        saves += 1;
        if (saves === 1) return problem(412, 'precondition_failed');
        return { body: { ...theirs, ...(body as object) }, headers: { ETag: '"6"' } };
      },
    });
    await userEvent.click(await box(/Invite people/));
    await save();
    const review = await screen.findByRole('dialog', { name: /Save the changes/ });
    await userEvent.click(within(review).getByRole('button', { name: 'Save Role' }));
    const dialog = await screen.findByRole('dialog', { name: /Someone else changed Fleet meanwhile/ });
    expect(within(dialog).getByRole('row', { name: /^Description/ })).toHaveTextContent('Cars');
    expect(within(dialog).getByRole('row', { name: /^Permissions/ })).toHaveTextContent('users:invite added');
    expect(within(dialog).getByRole('row', { name: /^Permissions/ })).toHaveTextContent('roles:read added');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Keep my changes over theirs' }));
    await save();
    const again = await screen.findByRole('dialog', { name: /Save the changes/ });
    await userEvent.click(within(again).getByRole('button', { name: 'Save Role' }));
    await waitFor(() => expect(onSaved).toHaveBeenCalled());
    const last = calls.findLast(({ method }) => method === 'PATCH');
    expect(last?.headers.get('If-Match')).toBe('"5"');
    expect(last?.body).toEqual({ permissions: ['users:read', 'roles:read', 'users:invite'] });
  });
});
