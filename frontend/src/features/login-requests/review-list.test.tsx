import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Approval } from '@/api/types';
import { type Answer, answerApi, problem, renderInWorkspace, workspace } from '@/test/workspace';
import { ReviewList } from './review-list';

const request = (id: string, name: string, more: Partial<Approval> = {}): Approval => ({
  id,
  state: 'pending',
  source: 'invitation',
  user: {
    id: `u-${id}`,
    name,
    email: `${id}@example.com`,
    status: 'pending_approval',
    roles: [{ id: 'r2', name: 'Member' }],
    locations: [],
  },
  invited_by: { id: 'u2', name: 'Ben' },
  flags: [],
  message: null,
  created_at: `2026-05-03T10:00:0${id.length}Z`,
  expires_at: '2026-06-03T10:00:00Z',
  decision: null,
  ...more,
});

const page = (...data: Approval[]): Answer => ({ body: { data, next_cursor: null } });

beforeAll(async () => {
  await Promise.all([import('@/ui/confirm-dialog'), import('@/ui/toast-region')]);
});
afterEach(() => vi.unstubAllGlobals());

describe('Review Pending Requests', () => {
  it('says so when nobody waits', async () => {
    answerApi({ 'GET /approvals': page() });
    renderInWorkspace(<ReviewList />);
    expect(await screen.findByText('Nobody is waiting.')).toBeInTheDocument();
  });

  it('tells a failure with the id of the request, and tries again', async () => {
    let answer: Answer = problem(500, 'internal');
    answerApi({ 'GET /approvals': () => answer });
    renderInWorkspace(<ReviewList />);
    expect(await screen.findByText('req-1')).toBeInTheDocument();
    answer = page(request('a', 'Li Wei'));
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('button', { name: 'Approve Li Wei' })).toBeInTheDocument();
  });

  it('approves, and the focus goes to the next person', async () => {
    let left = [request('a', 'Li Wei'), request('bb', 'Noor')];
    answerApi({
      'GET /approvals': () => page(...left),
      'POST /approvals/a/approve': () => {
        left = left.slice(1);
        return { body: {} };
      },
    });
    renderInWorkspace(<ReviewList />);
    await userEvent.click(await screen.findByRole('button', { name: 'Approve Li Wei' }));
    await waitFor(() => expect(screen.queryByText('Li Wei')).not.toBeInTheDocument());
    await waitFor(() => expect(screen.getByRole('listitem', { name: 'Noor' })).toHaveFocus());
    expect(await screen.findByText('1 is waiting.')).toBeInTheDocument();
  });

  it('says how many of those who wait are shown, and brings the others', async () => {
    const all = [request('a', 'Li Wei'), request('bb', 'Noor'), request('ccc', 'Ida')];
    answerApi({
      'GET /approvals': ({ search }) =>
        new URLSearchParams(search).has('cursor')
          ? page(...all.slice(2))
          : { body: { data: all.slice(0, 2), next_cursor: 'more', total: { value: 3, exact: true } } },
    });
    renderInWorkspace(<ReviewList />);
    expect(await screen.findByText('2 of 3 shown')).toBeInTheDocument();
    expect(screen.getByLabelText('Select all 2 shown')).toBeInTheDocument();
    await userEvent.click(screen.getByLabelText('Select all 2 shown'));
    expect(screen.getByLabelText('2 of 2 shown are selected')).toBeChecked();
    await userEvent.click(screen.getByRole('button', { name: 'Load more' }));
    expect(await screen.findByRole('listitem', { name: 'Ida' })).toBeInTheDocument();
    expect(screen.getByText('There are no more.')).toHaveFocus();
    expect(screen.getByLabelText('2 of 3 selected')).toBeInTheDocument();
  });

  it('counts those who are not loaded yet among those who wait', async () => {
    let left = [request('a', 'Li Wei'), request('bb', 'Noor'), request('ccc', 'Ida')];
    answerApi({
      'GET /approvals': () => ({
        body: { data: left.slice(0, 2), next_cursor: 'more', total: { value: left.length + 5, exact: true } },
      }),
      'POST /approvals/a/approve': () => {
        left = left.slice(1);
        return { body: {} };
      },
    });
    renderInWorkspace(<ReviewList />);
    await userEvent.click(await screen.findByRole('button', { name: 'Approve Li Wei' }));
    expect(await screen.findByText('7 are waiting.')).toBeInTheDocument();
    expect(await screen.findByText('2 of 7 shown')).toBeInTheDocument();
  });

  it('tells what another administrator decided', async () => {
    let left = [request('a', 'Li Wei')];
    const decision = { state: 'approved', by: 'Ben', at: new Date().toISOString(), note: null };
    answerApi({
      'GET /approvals': () => page(...left),
      'POST /approvals/a/approve': () => {
        left = [];
        return problem(409, 'already_decided', { decision });
      },
    });
    renderInWorkspace(<ReviewList />);
    await userEvent.click(await screen.findByRole('button', { name: 'Approve Li Wei' }));
    expect(await screen.findByText(/Approved by/)).toHaveTextContent('Approved by Ben just now');
    expect(screen.queryByRole('button', { name: 'Approve Li Wei' })).not.toBeInTheDocument();
  });

  it('says what is lost before it deletes, and sends the reason', async () => {
    const calls = answerApi({
      'GET /approvals': page(request('a', 'Li Wei')),
      'POST /approvals/a/reject': { body: {} },
    });
    renderInWorkspace(<ReviewList />);
    await userEvent.click(await screen.findByRole('button', { name: 'Reject and delete Li Wei' }));
    const dialog = await screen.findByRole('alertdialog', { name: 'Reject and delete Li Wei?' });
    expect(dialog).toHaveTextContent(/permanently/);
    expect(dialog).toHaveTextContent(/cannot be undone/);
    await userEvent.type(within(dialog).getByLabelText(/Reason/), 'Unknown here');
    await userEvent.click(within(dialog).getByLabelText('Tell them by e-mail'));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Reject & Delete' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog', { name: /Reject/ })).not.toBeInTheDocument());
    expect(calls.find((call) => call.method === 'POST')?.body).toEqual({ notify: true, reason: 'Unknown here' });
  });

  it('leaves the approval to somebody else where four eyes are asked for', async () => {
    answerApi({
      'GET ': { body: { ...workspace, four_eyes: true } },
      'GET /approvals': page(request('a', 'Li Wei', { invited_by: { id: 'u1', name: 'Ana Souza' } })),
    });
    renderInWorkspace(<ReviewList />);
    expect(await screen.findByText(/somebody else has to approve/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Approve Li Wei' })).toBeDisabled();
    expect(screen.getByRole('button', { name: 'Reject and delete Li Wei' })).toBeEnabled();
  });

  it('shows, but does not offer, to someone who may not decide', async () => {
    answerApi({ 'GET /approvals': page(request('a', 'Li Wei')) });
    renderInWorkspace(<ReviewList />, { permissions: ['approvals:read'] });
    expect(await screen.findByText('Li Wei')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Approve/ })).not.toBeInTheDocument();
  });
});
