import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { User } from '@/api/types';
import { type Answer, answerApi, problem, renderInWorkspace } from '@/test/workspace';
import { UsersList } from './users-list';

const person = (id: string, name: string, more: Partial<User> = {}): User => ({
  id,
  name,
  email: `${id}@example.com`,
  status: 'active',
  roles: [{ id: 'r2', name: 'Member' }],
  locations: [],
  invitation: null,
  approval: null,
  created_at: '2026-05-03T10:00:00Z',
  last_active_at: null,
  ...more,
});
const page = (data: User[], next: string | null = null): Answer => ({
  body: { data, next_cursor: next, total: { value: data.length, exact: true } },
});
const list = (onSearch = vi.fn(), more = {}) => (
  <UsersList search={{}} trail={[]} onSearch={onSearch} menuFor={() => null} {...more} />
);

afterEach(() => vi.unstubAllGlobals());

describe('the list of users', () => {
  it('is a table with a name, one row for each person, and says how many there are', async () => {
    answerApi({ 'GET /users': page([person('a', 'Ana'), person('b', 'Ben', { status: 'suspended' })]) });
    renderInWorkspace(list());
    const table = await screen.findByRole('table', { name: 'Users of Northwind' });
    expect(within(table).getByRole('rowheader', { name: /Ben/ })).toBeInTheDocument();
    expect(within(table).getByText('Suspended')).toBeInTheDocument();
    expect(screen.getByText('2 users')).toBeInTheDocument();
  });

  it('shows an invitation that ended and a mail that cannot be delivered', async () => {
    const invitation = {
      id: 'i',
      status: 'pending',
      delivery: 'undeliverable',
      expires_at: '2030-01-01T00:00:00Z',
    } as const;
    answerApi({
      'GET /users': page([
        person('a', 'Ana', { status: 'invited', invitation: { ...invitation, status: 'expired', delivery: 'sent' } }),
        person('b', 'Ben', { status: 'invited', invitation }),
      ]),
    });
    renderInWorkspace(list());
    expect(await screen.findByText('Invitation expired')).toBeInTheDocument();
    expect(screen.getByText('E-mail undeliverable')).toBeInTheDocument();
  });

  it('shows whoever was just added first', async () => {
    answerApi({
      'GET /users': page([person('a', 'Ana'), person('z', 'Zoe')]),
      'GET /users/z': { body: person('z', 'Zoe') },
    });
    renderInWorkspace(list(vi.fn(), { added: 'z' }));
    await screen.findByText('Ana');
    const rows = await screen.findAllByRole('rowheader');
    expect(rows.map((row) => row.textContent?.includes('Zoe'))).toEqual([true, false]);
  });

  it('turns the pages by their cursors', async () => {
    answerApi({ 'GET /users': page([person('a', 'Ana')], 'c3') });
    const onSearch = vi.fn();
    renderInWorkspace(list(onSearch, { search: { cursor: 'c2' }, trail: [''] }));
    await userEvent.click(await screen.findByRole('button', { name: 'Next' }));
    expect(onSearch).toHaveBeenLastCalledWith({ cursor: 'c3' }, ['', 'c2']);
    await userEvent.click(screen.getByRole('button', { name: 'Previous' }));
    expect(onSearch).toHaveBeenLastCalledWith({ cursor: undefined }, []);
  });

  it('sorts by its headings and tells the order', async () => {
    answerApi({ 'GET /users': page([person('a', 'Ana')]) });
    const onSearch = vi.fn();
    renderInWorkspace(list(onSearch));
    expect(await screen.findByRole('columnheader', { name: 'User' })).toHaveAttribute('aria-sort', 'ascending');
    await userEvent.click(screen.getByRole('button', { name: 'User' }));
    expect(onSearch).toHaveBeenLastCalledWith({ sort: '-name' });
    await userEvent.click(screen.getByRole('button', { name: 'Last active' }));
    expect(onSearch).toHaveBeenLastCalledWith({ sort: '-last_active_at' });
  });

  it('offers a way back when nobody matches', async () => {
    answerApi({ 'GET /users': page([]) });
    const onSearch = vi.fn();
    renderInWorkspace(list(onSearch, { search: { q: 'zzz' } }));
    await userEvent.click(await screen.findByRole('button', { name: 'Clear filters' }));
    expect(onSearch).toHaveBeenCalledWith(expect.objectContaining({ q: undefined }));
  });

  it('tells a failure and keeps search and filters', async () => {
    answerApi({ 'GET /users': problem(503, 'unavailable') });
    renderInWorkspace(list());
    expect(await screen.findByRole('alert')).toHaveTextContent(/busy/);
    expect(screen.getByRole('searchbox', { name: 'Search name or e-mail' })).toBeInTheDocument();
  });
});
