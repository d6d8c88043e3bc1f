import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Answer, answerApi, type Call, problem, renderInWorkspace, roles } from '@/test/workspace';
import AddUserForm from './add-user-form';

const rolePage: Answer = { body: { data: roles, next_cursor: null } };
const saved = (call: Call): Answer => ({
  status: 201,
  body: { id: 'u9', ...(call.body as object), status: 'invited', roles: [], locations: [] },
});

// The lazy parts are loaded once, or a cold cache would outlive the waiting of the first test.
beforeAll(async () => {
  await Promise.all([
    import('@/features/roles/role-picker'),
    import('@/features/roles/admin-question'),
    import('@/ui/toast-region'),
  ]);
});
afterEach(() => vi.unstubAllGlobals());

async function fill(name = 'Li Wei', email = 'li.wei@example.com', role = 'Member') {
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText('Name'), name);
  await user.type(screen.getByLabelText('Email address'), email);
  await user.click(await screen.findByRole('button', { name: /Roles/ }));
  await user.click(await screen.findByRole('option', { name: role }));
  await user.keyboard('{Escape}');
  return user;
}

describe('Add User', () => {
  it('says what is missing and sends nothing', async () => {
    const calls = answerApi({ 'GET /roles': rolePage });
    renderInWorkspace(<AddUserForm onSaved={vi.fn()} onCancel={vi.fn()} />);
    await userEvent.click(await screen.findByRole('button', { name: 'Save User' }));
    expect(await screen.findByText("Enter the person's name.")).toBeInTheDocument();
    expect(screen.getByText('Enter the e-mail address.')).toBeInTheDocument();
    expect(screen.getByLabelText('Name')).toHaveFocus();
    expect(calls.some((call) => call.method === 'POST')).toBe(false);
  });

  it('does not complain about a field that was merely passed by', async () => {
    answerApi({ 'GET /roles': rolePage });
    renderInWorkspace(<AddUserForm onSaved={vi.fn()} onCancel={vi.fn()} />);
    await userEvent.click(await screen.findByLabelText('Name'));
    await userEvent.tab();
    expect(screen.queryByText("Enter the person's name.")).not.toBeInTheDocument();
  });

  it('saves with one key for one submission and hands the user over', async () => {
    const calls = answerApi({ 'GET /roles': rolePage, 'POST /invitations': saved });
    const onSaved = vi.fn();
    renderInWorkspace(<AddUserForm onSaved={onSaved} onCancel={vi.fn()} />);
    const user = await fill();
    await user.click(screen.getByRole('button', { name: 'Save User' }));
    await waitFor(() => expect(onSaved).toHaveBeenCalledWith(expect.objectContaining({ id: 'u9' })));
    const [post] = calls.filter((call) => call.method === 'POST');
    expect(post?.body).toEqual({
      name: 'Li Wei',
      email: 'li.wei@example.com',
      role_ids: ['r2'],
      deliver: 'email',
    });
    expect(post?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('asks once more before somebody becomes Admin, and sends nothing where the answer is no', async () => {
    const calls = answerApi({ 'GET /roles': rolePage, 'POST /invitations': saved });
    const onSaved = vi.fn();
    renderInWorkspace(<AddUserForm onSaved={onSaved} onCancel={vi.fn()} />);
    const user = await fill('Li Wei', 'li.wei@example.com', 'Admin');
    await user.click(screen.getByRole('button', { name: 'Save User' }));
    const question = await screen.findByRole('alertdialog', { name: 'Make Li Wei an Admin?' });
    expect(within(question).getByRole('button', { name: 'Cancel' })).toHaveFocus();
    await user.click(within(question).getByRole('button', { name: 'Cancel' }));
    expect(calls.some((call) => call.method === 'POST')).toBe(false);
    expect(screen.getByLabelText('Name')).toHaveValue('Li Wei');

    await user.click(screen.getByRole('button', { name: 'Save User' }));
    await user.click(await screen.findByRole('button', { name: 'Make Admin' }));
    await waitFor(() => expect(onSaved).toHaveBeenCalled());
  });

  it('stays for another one, keeps the roles and takes the focus back to the name', async () => {
    answerApi({ 'GET /roles': rolePage, 'POST /invitations': saved });
    renderInWorkspace(<AddUserForm onSaved={vi.fn()} onCancel={vi.fn()} />);
    const user = await fill();
    await user.click(screen.getByRole('button', { name: 'Save and Add Another' }));
    expect(await screen.findByText('Added just now')).toBeInTheDocument();
    expect(screen.getByLabelText('Name')).toHaveValue('');
    expect(screen.getByRole('button', { name: /Roles/ })).toHaveTextContent('Member');
    await waitFor(() => expect(screen.getByLabelText('Name')).toHaveFocus());
  });

  it('offers to resend where the person has been invited already', async () => {
    const calls = answerApi({
      'GET /roles': rolePage,
      'POST /invitations': problem(409, 'already_invited', {
        invitation: { id: 'i7', expires_at: '2030-01-01T00:00:00Z' },
      }),
      'POST /invitations/i7/resend': { body: { id: 'i7' } },
    });
    renderInWorkspace(<AddUserForm onSaved={vi.fn()} onCancel={vi.fn()} />);
    const user = await fill();
    await user.click(screen.getByRole('button', { name: 'Save User' }));
    await user.click(await screen.findByRole('button', { name: 'Resend instead?' }));
    await waitFor(() => expect(screen.getByLabelText('Email address')).toHaveValue(''));
    expect(calls.map((call) => call.path)).toContain('/invitations/i7/resend');
  });

  it('puts the fields of a refusal under the fields', async () => {
    answerApi({
      'GET /roles': rolePage,
      'POST /invitations': problem(422, 'validation_failed', {
        errors: [
          { pointer: '/email', code: 'email_invalid', detail: 'No such address.' },
          { pointer: '/role_ids/0', code: 'role_unknown', detail: 'This role is gone.' },
        ],
      }),
    });
    renderInWorkspace(<AddUserForm onSaved={vi.fn()} onCancel={vi.fn()} />);
    const user = await fill();
    await user.click(screen.getByRole('button', { name: 'Save User' }));
    expect(await screen.findByText('No such address.')).toBeInTheDocument();
    expect(await screen.findByText('This role is gone.')).toBeInTheDocument();
    expect(screen.getByLabelText('Email address')).toHaveAccessibleDescription('No such address.');
  });
});
