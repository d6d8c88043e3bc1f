import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Role } from '@/api/types';
import { type Answer, answerApi, type Call, problem, renderInWorkspace, roles } from '@/test/workspace';
import DeleteRole from './delete-role';

beforeAll(() => import('@/ui/toast-region'));
afterEach(() => vi.unstubAllGlobals());

const fleet: Role = { ...(roles[1] as Role), id: 'f', name: 'Fleet', user_count: 2 };
const auditor: Role = { ...fleet, id: 'a', name: 'Auditor', permissions: ['audit:read'] };
const preview = {
  user_count: 2,
  gains: [],
  loses: [{ permission: 'users:read', users: 2 }],
  own_loss: false,
  approvers_left: 1,
};

function show(role: Role, answers: Record<string, Answer | ((call: Call) => Answer)> = {}) {
  const onDeleted = vi.fn();
  const calls = answerApi({
    'GET /roles': { body: { data: [...roles, fleet, auditor], next_cursor: null } },
    'POST /roles/f/preview': { body: preview },
    ...answers,
  });
  renderInWorkspace(<DeleteRole role={role} onClose={vi.fn()} onDeleted={onDeleted} />, {
    roles: [{ id: 'x', name: 'Lead' }],
    permissions: ['roles:read', 'roles:write', 'users:read'],
  });
  return { calls, onDeleted };
}
const deletion = (calls: Call[]) => calls.find(({ method }) => method === 'DELETE');
const confirm = () => screen.findByRole('button', { name: 'Delete role' });
async function choose(name: string) {
  await userEvent.click(await screen.findByRole('button', { name: /They get instead/ }));
  await userEvent.click(await screen.findByRole('option', { name: new RegExp(`^${name}`) }));
}

describe('deleting a role', () => {
  it('that nobody has takes one confirmation', async () => {
    const { calls, onDeleted } = show({ ...fleet, user_count: 0 });
    expect(await screen.findByText(/Nobody has it/)).toBeInTheDocument();
    await userEvent.click(await confirm());
    await waitFor(() => expect(onDeleted).toHaveBeenCalled());
    expect(deletion(calls)?.search).toBe('');
  });

  it('that people have waits for the replacement, and says what that does to them', async () => {
    const { calls, onDeleted } = show(fleet);
    expect(await screen.findByText(/2 people have it/)).toBeInTheDocument();
    expect(await confirm()).toBeDisabled();
    await choose('Member');
    expect(await screen.findByText(/2 people lose/)).toBeInTheDocument();
    await userEvent.click(await confirm());
    await waitFor(() => expect(onDeleted).toHaveBeenCalled());
    expect(deletion(calls)?.search).toBe('?replace_with=r2');
  });

  it('offers only replacements that one may give', async () => {
    show(fleet);
    await userEvent.click(await screen.findByRole('button', { name: /They get instead/ }));
    expect(await screen.findByRole('option', { name: /^Member/ })).toBeInTheDocument();
    expect(screen.queryByRole('option', { name: /^Auditor/ })).toBeNull();
    expect(screen.queryByRole('option', { name: /^Admin/ })).toBeNull();
  });

  it('that somebody was given meanwhile asks for the replacement then', async () => {
    const { onDeleted } = show(
      { ...fleet, user_count: 0 },
      { 'DELETE /roles/f': problem(409, 'role_in_use', { user_count: 3 }) },
    );
    await userEvent.click(await confirm());
    expect(await screen.findByText(/3 people have it/)).toBeInTheDocument();
    expect(onDeleted).not.toHaveBeenCalled();
  });

  it('that the server refuses says why', async () => {
    const { onDeleted } = show({ ...fleet, user_count: 0 }, { 'DELETE /roles/f': problem(409, 'four_eyes_needs_two') });
    await userEvent.click(await confirm());
    expect(await screen.findByRole('alert')).toHaveTextContent('Detail of four_eyes_needs_two.');
    expect(onDeleted).not.toHaveBeenCalled();
  });
});
