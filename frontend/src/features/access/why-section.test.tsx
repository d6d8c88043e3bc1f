import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Access, Permission, User } from '@/api/types';
import { type Answer, answerApi, problem, renderInWorkspace, roles } from '@/test/workspace';
import type { Question } from './queries';
import WhySection from './why-section';

afterEach(() => vi.unstubAllGlobals());

const bo = {
  id: 'b',
  name: 'Bo Brown',
  email: 'bo@example.com',
  roles: [{ id: 'r2', name: 'Member' }],
  locations: [],
} as unknown as User;
const catalogue: Permission[] = ['users:read', 'users:remove'].map((permission) => ({
  permission,
  description: '',
  origin: 'gatehouse',
  role_count: 1,
}));
const yes = {
  allowed: true,
  user: { id: 'b', name: 'Bo Brown', status: 'active' },
  permission: 'users:read',
  location: null,
  grants: [{ role: { id: 'r2', name: 'Member' }, scope: 'workspace', locations: [] }],
  missing: [],
} as unknown as Access;

function show(question: Question | null, access: Answer = { body: yes }) {
  const onAsk = vi.fn();
  const calls = answerApi({
    'GET /roles': { body: { data: roles, next_cursor: null } },
    'GET /permissions': { body: { data: catalogue } },
    'GET /locations': { body: { data: [{ id: 'l1', name: 'Sydney' }], next_cursor: null } },
    'GET /users/b/access': access,
  });
  renderInWorkspace(<WhySection user={bo} question={question} onAsk={onAsk} />, {
    permissions: ['users:read', 'roles:read', 'locations:read'],
  });
  return { calls, onAsk };
}

describe('why somebody may do something', () => {
  it('is answered with the roles that give it', async () => {
    const { calls } = show({ permission: 'users:read', location: 'l1' });
    expect(await screen.findByText(/may do this/)).toHaveTextContent('Yes, Bo Brown may do this.');
    expect(screen.getByText(/allows it across the workspace/)).toHaveTextContent('The role Member');
    expect(calls.find(({ path }) => path.endsWith('/access'))?.search).toBe('?permission=users%3Aread&location_id=l1');
  });

  it('is answered with what is missing where they may not', async () => {
    const missing = [{ code: 'no_role_with_permission', detail: '' }];
    show(
      { permission: 'users:remove' },
      { body: { ...yes, allowed: false, permission: 'users:remove', grants: [], missing } },
    );
    expect(await screen.findByText(/may not do this/)).toBeInTheDocument();
    expect(screen.getByText('None of their roles holds users:remove.')).toBeInTheDocument();
  });

  it('is told of a role that counts elsewhere only, and of a person who is not active', async () => {
    const missing = [
      { code: 'not_active', detail: '' },
      { code: 'not_at_location', detail: '' },
    ];
    const user = { ...yes.user, status: 'suspended' };
    show({ permission: 'users:read', location: 'l1' }, { body: { ...yes, allowed: false, user, grants: [], missing } });
    expect(await screen.findByText('They are suspended.')).toBeInTheDocument();
    expect(screen.getByText(/They have it from Member, but only at their own locations/)).toBeInTheDocument();
  });

  it('is asked by choosing from everything they may do', async () => {
    const { onAsk } = show(null);
    await userEvent.click(await screen.findByRole('button', { name: /^See people/ }));
    expect(onAsk).toHaveBeenCalledWith({ permission: 'users:read' });
    expect(screen.queryByRole('button', { name: /^Remove people/ })).toBeNull();
  });

  it('can be asked again where the server failed', async () => {
    show({ permission: 'users:read' }, problem(503, 'unavailable'));
    expect(await screen.findByRole('alert')).toHaveTextContent('The server is busy');
    expect(screen.getByRole('button', { name: 'Try again' })).toBeInTheDocument();
  });
});
