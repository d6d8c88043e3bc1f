import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { Problem } from '@/api/problem';
import { applyFieldErrors } from './form';
import { useRuledForm } from './ruled-form';

const taken = new Problem(422, {
  code: 'validation_failed',
  errors: [{ pointer: '/email', code: 'taken', detail: 'Somebody has that address.' }],
});

function Trial({ send, answer }: { send: (values: object) => void; answer?: Problem }) {
  const form = useRuledForm({ name: 'Ana', email: '' });
  const { errors, isDirty } = form.formState;
  return (
    <form
      onSubmit={form.handleSubmit((values) => {
        send(values);
        if (answer) applyFieldErrors(form, answer);
      })}
    >
      <input aria-label="Name" {...form.register('name', { setValueAs: (text) => text.trim(), required: 'A name.' })} />
      <input aria-label="Email" {...form.register('email', { required: 'An address.', pattern: hasAt })} />
      <p>{errors.name?.message}</p>
      <p>{errors.email?.message}</p>
      <p>{isDirty ? 'changed' : 'as it was'}</p>
      <button type="submit">Send</button>
      <button type="button" onClick={() => form.reset()}>
        Again
      </button>
    </form>
  );
}

const hasAt = { value: /@/, message: 'With an at sign.' };
const name = () => screen.getByLabelText('Name');
const email = () => screen.getByLabelText('Email');
const press = (label: string) => userEvent.click(screen.getByRole('button', { name: label }));

it('A form whose rules are kept is sent as the fields see it', async () => {
  const send = vi.fn();
  render(<Trial send={send} />);
  await userEvent.type(name(), ' Bo ');
  await userEvent.type(email(), 'a@b');
  await press('Send');
  expect(send.mock.calls).toEqual([[{ name: 'Ana Bo', email: 'a@b' }]]);
});

it('A wrong form is not sent, and the first wrong field has the focus', async () => {
  const send = vi.fn();
  render(<Trial send={send} />);
  await userEvent.clear(name());
  await press('Send');
  expect(send).not.toHaveBeenCalled();
  expect(name()).toHaveFocus();
  expect(screen.getByText('A name.')).toBeVisible();
  expect(screen.getByText('An address.')).toBeVisible();
  await userEvent.type(email(), 'x');
  expect(screen.getByText('With an at sign.')).toBeVisible();
  await userEvent.type(email(), '@y');
  expect(screen.queryByText('With an at sign.')).toBeNull();
});

it('A field is judged when it is left, but not when it was merely passed by', async () => {
  render(<Trial send={vi.fn()} />);
  await userEvent.click(email());
  await userEvent.tab();
  expect(screen.queryByText('An address.')).toBeNull();
  await userEvent.type(email(), 'x');
  expect(screen.queryByText('With an at sign.')).toBeNull();
  await userEvent.tab();
  expect(screen.getByText('With an at sign.')).toBeVisible();
});

it('What something else filled in counts', async () => {
  const send = vi.fn();
  render(<Trial send={send} />);
  (email() as HTMLInputElement).value = 'filled@in';
  await press('Send');
  expect(send.mock.calls).toEqual([[{ name: 'Ana', email: 'filled@in' }]]);
});

it("The server's complaint stands at its field until that changes", async () => {
  render(<Trial send={vi.fn()} answer={taken} />);
  await userEvent.type(email(), 'a@b');
  await press('Send');
  expect(await screen.findByText('Somebody has that address.')).toBeVisible();
  expect(email()).toHaveFocus();
  await userEvent.type(email(), 'c');
  expect(screen.queryByText('Somebody has that address.')).toBeNull();
});

it('A form can start again', async () => {
  render(<Trial send={vi.fn()} />);
  expect(screen.getByText('as it was')).toBeVisible();
  await userEvent.type(name(), '!');
  expect(screen.getByText('changed')).toBeVisible();
  await press('Again');
  expect(name()).toHaveValue('Ana');
  expect(screen.getByText('as it was')).toBeVisible();
});
