import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Import, ImportRow } from '@/api/types';
import { type Answer, answerApi, problem, renderInWorkspace } from '@/test/workspace';
import { ImportView } from './import-view';
import { sample, sampleRow } from './test-import';

const view = (onSearch = vi.fn(), search = {}) => (
  <ImportView importId="i1" search={search} trail={[]} onSearch={onSearch} back={null} />
);
const one = (of: Import): Answer => ({ body: of, headers: { ETag: '"7"' } });
const page = (data: ImportRow[], next: string | null = null): Answer => ({ body: { data, next_cursor: next } });
const wrong = sampleRow(2, {
  email: 'nobody',
  verdict: 'invalid',
  problems: [{ column: 'email', code: 'email_invalid', detail: 'bad' }],
});

beforeAll(async () => {
  await Promise.all([
    import('./mapping-form'),
    import('./outcome'),
    import('./revoke-dialog'),
    import('./defaults-form'),
    import('@/ui/confirm-dialog'),
    import('@/ui/toast-region'),
  ]);
});
afterEach(() => vi.unstubAllGlobals());

describe('the preview', () => {
  it('says of each row what is wrong, tied to the cell', async () => {
    answerApi({
      'GET /imports/i1': one(sample({ counts: { total: 2, valid: 1, invalid: 1 }, problems: { email_invalid: 1 } })),
      'GET /imports/i1/rows': page([sampleRow(1), wrong]),
    });
    renderInWorkspace(view());
    const grid = await screen.findByRole('grid', { name: 'People in staff.csv' });
    const cell = within(grid).getByRole('gridcell', { name: 'nobody' });
    expect(cell).toHaveAttribute('aria-invalid', 'true');
    expect(cell).toHaveAccessibleDescription(
      'This is not an e-mail address that works here. It looks like name@example.com, without spaces or accents.',
    );
    expect(screen.getByRole('button', { name: /^Malformed address/ })).toHaveAttribute('aria-pressed', 'false');
  });

  it('is mended by keyboard: Enter opens a cell and saves, Escape gives up', async () => {
    let row = wrong;
    const calls = answerApi({
      'GET /imports/i1': () => one(sample({ counts: { total: 2, valid: row === wrong ? 1 : 2 } })),
      'GET /imports/i1/rows': () => page([sampleRow(1), row]),
      'PATCH /imports/i1/rows/2': () => {
        row = sampleRow(2, { email: 'bo@example.org' });
        return { body: row };
      },
    });
    renderInWorkspace(view());
    const cell = await screen.findByRole('gridcell', { name: 'nobody' });
    screen.getByRole('gridcell', { name: 'p1@example.org' }).focus();
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await userEvent.keyboard('gone{Escape}');
    expect(cell).toHaveFocus();
    expect(calls.filter(({ method }) => method === 'PATCH')).toHaveLength(0);

    await userEvent.keyboard('{Enter}');
    expect(screen.getByRole('textbox', { name: 'Email address, line 3' })).toHaveFocus();
    await userEvent.keyboard('bo@example.org{Enter}');
    expect(await screen.findByText('Line 3 is ready.')).toBeInTheDocument();
    expect(calls.find(({ method }) => method === 'PATCH')?.body).toEqual({ email: 'bo@example.org' });
    await waitFor(() => expect(screen.getByRole('gridcell', { name: 'bo@example.org' })).toHaveFocus());
    expect(await screen.findByText('2 people are ready')).toBeInTheDocument();
  });

  it('keeps the field open with the reason where a cell cannot be saved', async () => {
    answerApi({
      'GET /imports/i1': one(sample({ counts: { total: 1, invalid: 1 } })),
      'GET /imports/i1/rows': page([wrong]),
      'PATCH /imports/i1/rows/2': problem(503, 'unavailable'),
    });
    renderInWorkspace(view());
    await userEvent.click(await screen.findByRole('gridcell', { name: 'nobody' }));
    await userEvent.keyboard('bo@example.org{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent(/busy/);
    expect(screen.getByRole('textbox', { name: /Email address/ })).toHaveValue('bo@example.org');
  });

  it('is filtered by its chips and turned page by page', async () => {
    answerApi({
      'GET /imports/i1': one(sample({ counts: { total: 40, valid: 39, invalid: 1 } })),
      'GET /imports/i1/rows': page([sampleRow(21)], 'c3'),
    });
    const onSearch = vi.fn();
    renderInWorkspace(view(onSearch, { cursor: 'c2' }));
    await userEvent.click(await screen.findByRole('button', { name: /^To mend/ }));
    expect(onSearch).toHaveBeenLastCalledWith({ show: 'invalid' });
    await userEvent.click(screen.getByRole('button', { name: 'Next' }));
    expect(onSearch).toHaveBeenLastCalledWith({ cursor: 'c3' }, ['c2']);
  });
});

describe('the start', () => {
  it('is asked about with the number of mails, and then begins', async () => {
    let state: Import['state'] = 'ready';
    const calls = answerApi({
      'GET /imports/i1': () => one(sample({ state, counts: { total: 12, valid: 10, invalid: 2 }, done_rows: 4 })),
      'POST /imports/i1/start': () => {
        state = 'running';
        return one(sample({ state }));
      },
    });
    renderInWorkspace(view());
    await userEvent.click(await screen.findByRole('button', { name: 'Invite 10 people…' }));
    const question = await screen.findByRole('alertdialog');
    expect(question).toHaveTextContent('10 e-mails go out');
    expect(question).toHaveTextContent('2 lines are left out');
    await userEvent.click(within(question).getByRole('button', { name: 'Send 10 invitations' }));
    const bar = await screen.findByRole('progressbar', { name: 'Invited' });
    expect(bar).toHaveAttribute('aria-valuenow', '4');
    expect(bar).toHaveAttribute('aria-valuemax', '10');
    expect(calls.filter(({ path }) => path.endsWith('/start'))).toHaveLength(1);
  });

  it('says in the dialog why it was refused', async () => {
    answerApi({
      'GET /imports/i1': one(sample({ counts: { valid: 1 } })),
      'POST /imports/i1/start': problem(409, 'limit_reached', { detail: 'No room is left.' }),
    });
    renderInWorkspace(view());
    await userEvent.click(await screen.findByRole('button', { name: 'Invite 1 person…' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Send 1 invitation' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('No room is left.');
  });

  it('is off where the limits leave too little room, and says what to do', async () => {
    const limits = { pending_invitations: { limit: 100, used: 95 }, mails_today: { limit: 100, used: 0 } };
    answerApi({ 'GET /imports/i1': one(sample({ counts: { valid: 10 }, limits })) });
    renderInWorkspace(view());
    expect(await screen.findByRole('button', { name: 'Invite 10 people…' })).toBeDisabled();
    expect(screen.getByRole('alert')).toHaveTextContent('There is room for 5 more open invitations');
    expect(screen.getByRole('link', { name: 'Revoke open invitations' })).toBeInTheDocument();
  });
});

describe('the columns', () => {
  it('have to be chosen where none is surely the address', async () => {
    let state: Import['state'] = 'mapping';
    const calls = answerApi({
      'GET /imports/i1': () => one(sample({ state, mapping: {} })),
      'PATCH /imports/i1': () => {
        state = 'checking';
        return one(sample({ state }));
      },
    });
    renderInWorkspace(view());
    await userEvent.click(await screen.findByRole('button', { name: 'Check the rows' }));
    expect(await screen.findByText('Choose the column that holds the e-mail addresses.')).toBeInTheDocument();
    await userEvent.selectOptions(screen.getByRole('combobox', { name: /Email address/ }), 'Mail');
    await userEvent.click(screen.getByRole('button', { name: 'Check the rows' }));
    expect(await screen.findByRole('progressbar', { name: 'Checked' })).toBeInTheDocument();
    const patch = calls.find(({ method }) => method === 'PATCH');
    expect(patch?.body).toEqual({ mapping: { email: 'Mail', name: null, role: null, location: null, message: null } });
    expect(patch?.headers.get('If-Match')).toBe('"7"');
  });

  it('keep what was chosen where somebody else was first', async () => {
    answerApi({
      'GET /imports/i1': one(sample({ state: 'mapping', mapping: {} })),
      'PATCH /imports/i1': problem(412, 'precondition_failed'),
    });
    renderInWorkspace(view());
    const email = await screen.findByRole('combobox', { name: /Email address/ });
    await userEvent.selectOptions(email, 'Who');
    await userEvent.click(screen.getByRole('button', { name: 'Check the rows' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('was changed meanwhile');
    expect(email).toHaveValue('Who');
  });
});

describe('the end', () => {
  const done = sample({ state: 'done', done_rows: 25, failed_rows: 2, counts: { total: 30, valid: 27, invalid: 3 } });

  it('is told in numbers, and the whole batch is revoked after its number was typed', async () => {
    const calls = answerApi({ 'GET /imports/i1': one(done), 'POST /imports/i1/revoke': one(done) });
    renderInWorkspace(view());
    expect(await screen.findByRole('heading', { name: 'Done, but not for everybody' })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Download failed rows' })).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Revoke the invitations…' }));
    const question = await screen.findByRole('alertdialog');
    const revoke = within(question).getByRole('button', { name: 'Revoke 25 invitations' });
    expect(revoke).toBeDisabled();
    await userEvent.type(within(question).getByRole('textbox', { name: 'Type 25 to confirm' }), '25');
    await userEvent.click(revoke);
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(calls.filter(({ path }) => path.endsWith('/revoke'))).toHaveLength(1);
  });

  it('says why it stopped early', async () => {
    answerApi({ 'GET /imports/i1': one({ ...done, state: 'stopped', stop_reason: 'starter_lost_access' }) });
    renderInWorkspace(view());
    expect(await screen.findByRole('alert')).toHaveTextContent('may not invite people here any more');
  });

  it('says that it was no fault of theirs', async () => {
    answerApi({ 'GET /imports/i1': one({ ...done, state: 'stopped', stop_reason: 'internal_error' }) });
    renderInWorkspace(view());
    expect(await screen.findByRole('alert')).toHaveTextContent('something went wrong in the server');
    expect(screen.queryByRole('button', { name: 'Download who is left' })).toBeNull();
  });

  it('offers who was not reached as a file of their own', async () => {
    answerApi({ 'GET /imports/i1': one({ ...done, state: 'stopped', stop_reason: 'internal_error', done_rows: 20 }) });
    renderInWorkspace(view());
    expect(await screen.findByRole('button', { name: 'Download who is left' })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /^Not reached ?5$/ })).toBeInTheDocument();
  });

  it('says that not all was revoked, and asks for the rest alone', async () => {
    const stopped = { ...done, state: 'stopped', stop_reason: 'revoke_failed', revoked_rows: 22 } as const;
    answerApi({ 'GET /imports/i1': one({ ...stopped, problems: { revoke_failed: 3 } }) });
    renderInWorkspace(view());
    expect(await screen.findByRole('heading', { name: 'Not all invitations were revoked' })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /^Not revoked ?3$/ })).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Revoke the rest…' }));
    const question = await screen.findByRole('alertdialog', { name: 'Revoke 3 invitations?' });
    expect(within(question).getByRole('button', { name: 'Revoke 3 invitations' })).toBeEnabled();
  });
});

it('an import that is not here is said so', async () => {
  answerApi({ 'GET /imports/i1': problem(404, 'not_found') });
  renderInWorkspace(view());
  expect(await screen.findByText('This import is not here')).toBeInTheDocument();
});
