import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { User } from '@/api/types';
import { answerApi, problem, renderInWorkspace, roles } from '@/test/workspace';
import { useUserActions } from './use-user-actions';

beforeAll(() => Promise.all([import('@/ui/confirm-dialog'), import('@/ui/toast-region')]));
afterEach(() => vi.unstubAllGlobals());

const bo: User = {
  id: 'b',
  name: 'Bo Brown',
  email: 'bo@example.com',
  status: 'active',
  roles: [{ id: 'r2', name: 'Member' }],
  locations: [],
  invitation: null,
  approval: null,
  created_at: '2026-05-03T10:00:00Z',
  last_active_at: null,
};
const every = ['users:read', 'users:invite', 'users:update', 'users:suspend', 'users:remove', 'roles:read'];

function Actions({ user }: { user: User }) {
  const { edit, access, dialogs } = useUserActions();
  return (
    <>
      {[...edit(user), ...access(user)].map((item) => (
        <button key={item.id} type="button" onClick={item.onAction} title={item.disabledReason}>
          {item.text}
        </button>
      ))}
      {dialogs}
    </>
  );
}
const offered = async () => (await screen.findAllByRole('button')).map((button) => button.textContent);
const show = (user: Partial<User>, permissions = every) =>
  renderInWorkspace(<Actions user={{ ...bo, ...user }} />, { permissions, roles: [{ id: 'r9', name: 'Lead' }] });

describe('what can be done with a user', () => {
  it('depends on where they stand', async () => {
    answerApi({});
    show({});
    expect(await offered()).toEqual(['Edit', 'Suspend…', 'End sessions…', 'Remove…']);
  });

  it('is to give access back, where it was taken', async () => {
    const calls = answerApi({ 'POST /users/b/reactivate': { body: bo } });
    show({ status: 'suspended' });
    await userEvent.click(await screen.findByRole('button', { name: 'Reactivate' }));
    expect(await screen.findByText('Bo Brown has access again')).toBeInTheDocument();
    expect(calls.some(({ path }) => path === '/users/b/reactivate')).toBe(true);
  });

  it('is to leave, for oneself, and never to suspend or remove', async () => {
    answerApi({});
    show({ id: 'u1' });
    expect(await offered()).toEqual(['Edit', 'Leave…']);
  });

  it('is off with the reason, where a permission is missing or the person holds more', async () => {
    answerApi({ 'GET /roles': { body: { data: roles, next_cursor: null } } });
    show({ roles: [{ id: 'r1', name: 'Admin' }] }, ['users:read', 'users:update', 'roles:read']);
    expect(await screen.findByTitle('Holds rights that you lack')).toHaveTextContent('Edit');
    expect(screen.getByTitle('Needs the permission users:remove')).toHaveTextContent('Remove…');
  });

  it('is nothing for whoever administers nobody', async () => {
    answerApi({});
    const { container } = show({}, ['users:read']);
    await screen.findByRole('heading');
    expect(container.querySelector('button')).toBeNull();
  });

  it('is refused in the dialog that asked', async () => {
    answerApi({ 'POST /users/b/suspend': problem(409, 'last_admin') });
    show({});
    await userEvent.click(await screen.findByRole('button', { name: 'Suspend…' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Suspend' }));
    await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent('Make someone else Admin first'));
  });
});
