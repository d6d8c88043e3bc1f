import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Permission } from '@/api/types';
import { type Answer, answerApi, type Call, problem, renderInWorkspace, roles } from '@/test/workspace';
import PermissionsList from './permissions-list';

beforeAll(() =>
  Promise.all([
    import('./permission-dialog'),
    import('./remove-permission'),
    import('@/ui/confirm-dialog'),
    import('@/ui/menu-panel'),
    import('@/ui/toast-region'),
  ]),
);
afterEach(() => vi.unstubAllGlobals());

const read: Permission = { permission: 'users:read', description: '', origin: 'gatehouse', role_count: 2 };
const dispatch: Permission = {
  permission: 'fleet:dispatch',
  description: 'Send vehicles out',
  origin: 'workspace',
  role_count: 1,
};

function show(
  own: Permission[],
  answers: Record<string, Answer | ((call: Call) => Answer)> = {},
  permissions = ['roles:read', 'roles:write'],
) {
  const calls = answerApi({
    'GET /permissions': { body: { data: [read, ...own] } },
    'GET /roles': {
      body: {
        data: [...roles, { ...roles[1], id: 'f', name: 'Fleet', permissions: ['fleet:dispatch'] }],
        next_cursor: null,
      },
    },
    'PUT /permissions/fleet%3Astop': { body: dispatch },
    'PUT /permissions/fleet%3Adispatch': { body: dispatch },
    'DELETE /permissions/fleet%3Adispatch': { body: null },
    ...answers,
  });
  renderInWorkspace(<PermissionsList />, { permissions });
  return calls;
}
async function choose(item: string) {
  await userEvent.click(await screen.findByRole('button', { name: 'Actions for fleet:dispatch' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: item }));
}

describe('permissions of the own app', () => {
  it('are added with a sentence; the grammar is checked while one types', async () => {
    const calls = show([]);
    await userEvent.click(await screen.findByRole('button', { name: 'Add Permission' }));
    const dialog = await screen.findByRole('dialog', { name: 'New permission' });
    const field = within(dialog).getByLabelText('Permission');
    await userEvent.type(field, 'Fleet');
    await userEvent.tab();
    expect(await within(dialog).findByText('Use small letters, digits and underscores only.')).toBeInTheDocument();
    await userEvent.clear(field);
    await userEvent.type(field, 'users:tag');
    expect(await within(dialog).findByText(/are Gatehouse's own/)).toBeInTheDocument();
    await userEvent.clear(field);
    await userEvent.type(field, 'fleet:stop');
    await userEvent.type(within(dialog).getByLabelText('What it allows'), 'Call vehicles back');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save permission' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(calls.find(({ method }) => method === 'PUT')).toMatchObject({
      path: '/permissions/fleet%3Astop',
      body: { description: 'Call vehicles back' },
    });
  });

  it('keep the dialog and what was typed where the server refuses', async () => {
    show([], { 'PUT /permissions/fleet%3Astop': problem(409, 'limit_reached') });
    await userEvent.click(await screen.findByRole('button', { name: 'Add Permission' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(within(dialog).getByLabelText('Permission'), 'fleet:stop');
    await userEvent.type(within(dialog).getByLabelText('What it allows'), 'Stop');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save permission' }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('Detail of limit_reached.');
    expect(within(dialog).getByLabelText('Permission')).toHaveValue('fleet:stop');
  });

  it('can be described better', async () => {
    const calls = show([dispatch]);
    await choose('Edit description');
    const dialog = await screen.findByRole('dialog', { name: 'Edit description' });
    const field = within(dialog).getByLabelText('What it allows');
    expect(field).toHaveValue('Send vehicles out');
    await userEvent.type(field, '; not sell them');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save permission' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(calls.find(({ method }) => method === 'PUT')?.body).toEqual({
      description: 'Send vehicles out; not sell them',
    });
  });

  it('are removed after naming the roles that lose them', async () => {
    const calls = show([dispatch]);
    await choose('Remove…');
    const question = await screen.findByRole('alertdialog');
    expect(await within(question).findByText('Fleet')).toBeInTheDocument();
    await userEvent.click(within(question).getByRole('button', { name: 'Remove permission' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(calls.find(({ method }) => method === 'DELETE')?.search).toBe('?remove_from_roles=true');
  });

  it('are only read by whoever may not change roles', async () => {
    show([dispatch], {}, ['roles:read']);
    expect(await screen.findByText('Send vehicles out')).toBeInTheDocument();
    expect(screen.queryByRole('button')).toBeNull();
  });
});
