import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Approval, DecidedApproval } from '@/api/types';
import { type Answer, answerApi, problem, renderInWorkspace } from '@/test/workspace';
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

const outcome = (id: string, more: Partial<DecidedApproval> = {}): DecidedApproval => ({
  id,
  status: 200,
  state: 'approved',
  code: null,
  detail: null,
  decision: null,
  ...more,
});

const answers = (...results: DecidedApproval[]): Answer => ({
  body: { done: results.filter((one) => !one.code).length, failed: results.filter((one) => one.code).length, results },
});

const three = [request('a', 'Li Wei'), request('bb', 'Noor'), request('ccc', 'Zoë')];

beforeAll(async () => {
  await Promise.all([import('./bulk-decide'), import('@/ui/confirm-dialog'), import('@/ui/toast-region')]);
});
afterEach(() => vi.unstubAllGlobals());

/** Answers with those who are left after the decisions that the body of the call names. */
function house(decide: (body: unknown) => Answer) {
  let left = three;
  return answerApi({
    'GET /approvals': () => ({ body: { data: left, next_cursor: null } }),
    'POST /approvals/decide': ({ body }) => {
      const answer = decide(body);
      const results = (answer.body as { results?: DecidedApproval[] }).results ?? [];
      left = left.filter(({ id }) => results.every((one) => one.id !== id || one.state === 'pending'));
      return answer;
    },
  });
}

describe('deciding several requests at once', () => {
  it('approves those who are ticked, with the key of a single effect', async () => {
    const calls = house(() => answers(outcome('a'), outcome('ccc')));
    renderInWorkspace(<ReviewList />);
    await userEvent.click(await screen.findByLabelText('Select Li Wei'));
    await userEvent.click(screen.getByLabelText('Select Zoë'));
    expect(screen.getByText('2 of 3 selected')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Approve selected' }));
    await waitFor(() => expect(screen.queryByText('Li Wei')).not.toBeInTheDocument());
    expect(screen.getByText('Noor')).toBeInTheDocument();
    expect(await screen.findByText('2 people approved')).toBeInTheDocument();
    const post = calls.find((call) => call.method === 'POST');
    expect(post?.body).toEqual({
      decisions: [
        { approval_id: 'a', decision: 'approve' },
        { approval_id: 'ccc', decision: 'approve' },
      ],
    });
    expect(post?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f]{32}$/);
    await waitFor(() => expect(screen.getByRole('listitem', { name: 'Noor' })).toHaveFocus());
  });

  it('ticks everybody, and asks once with their names before deleting them', async () => {
    const calls = house(() => answers(...three.map(({ id }) => outcome(id, { state: 'rejected' }))));
    renderInWorkspace(<ReviewList />);
    await userEvent.click(await screen.findByLabelText('Select all'));
    await userEvent.click(screen.getByRole('button', { name: 'Reject & Delete selected' }));
    const dialog = await screen.findByRole('alertdialog', { name: 'Reject and delete 3 people?' });
    for (const name of ['Li Wei', 'Noor', 'Zoë']) expect(dialog).toHaveTextContent(name);
    expect(dialog).toHaveTextContent(/cannot be undone/);
    await userEvent.type(within(dialog).getByLabelText(/Reason/), 'Unknown here');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Reject & Delete' }));
    expect(await screen.findByText('Nobody is waiting.')).toBeInTheDocument();
    expect(calls.find((call) => call.method === 'POST')?.body).toEqual({
      decisions: three.map(({ id }) => ({ approval_id: id, decision: 'reject', reason: 'Unknown here' })),
    });
  });

  it('says of each whose request was not decided why', async () => {
    const decision = { state: 'rejected' as const, by: 'Ben', at: new Date().toISOString(), note: null };
    house(() =>
      answers(
        outcome('a'),
        outcome('bb', { status: 409, state: 'rejected', code: 'already_decided', detail: 'Decided.', decision }),
        outcome('ccc', { status: 403, state: 'pending', code: 'four_eyes', detail: 'Four eyes.' }),
      ),
    );
    renderInWorkspace(<ReviewList />);
    await userEvent.click(await screen.findByLabelText('Select all'));
    await userEvent.click(screen.getByRole('button', { name: 'Approve selected' }));
    const told = await screen.findByRole('region', { name: 'What happened' });
    expect(told).toHaveTextContent('2 requests were not decided (1 was)');
    expect(told).toHaveTextContent('Noor: Rejected and deleted by Ben just now');
    expect(told).toHaveTextContent('Zoë: You invited them, so somebody else has to approve them.');
    await waitFor(() => expect(told).toHaveFocus());
    await userEvent.click(within(told).getByRole('button', { name: 'Close' }));
    expect(screen.getByRole('listitem', { name: 'Zoë' })).toBeInTheDocument();
    expect(screen.queryByRole('listitem', { name: 'Noor' })).not.toBeInTheDocument();
  });

  it('asks for a second look at who bears a warning', async () => {
    answerApi({
      'GET /approvals': {
        body: { data: [request('a', 'Li Wei', { flags: ['look_alike_email'] }), three[1]], next_cursor: null },
      },
      'POST /approvals/decide': answers(outcome('a'), outcome('bb')),
    });
    renderInWorkspace(<ReviewList />);
    await userEvent.click(await screen.findByLabelText('Select all'));
    await userEvent.click(screen.getByRole('button', { name: 'Approve selected' }));
    const dialog = await screen.findByRole('alertdialog', { name: 'Approve 2 people?' });
    expect(dialog).toHaveTextContent(/One of them needs a second look/);
    expect(dialog).toHaveTextContent(/letter by letter/);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Approve' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog', { name: /Approve/ })).not.toBeInTheDocument());
  });

  it('keeps the ticks where nothing came of it', async () => {
    house(() => problem(503, 'unavailable'));
    renderInWorkspace(<ReviewList />);
    await userEvent.click(await screen.findByLabelText('Select all'));
    await userEvent.click(screen.getByRole('button', { name: 'Approve selected' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('The server is busy right now.');
    expect(screen.getByText('3 of 3 selected')).toBeInTheDocument();
  });
});
