import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { Problem } from '@/api/problem';
import { answerApi, renderInWorkspace } from '@/test/workspace';
import { NewImport } from './new-import';
import { sample } from './test-import';

const { upload } = vi.hoisted(() => ({ upload: vi.fn() }));
// jsdom's XMLHttpRequest knows no progress of an upload; a browser shows it in imports.spec.ts.
vi.mock('@/api/upload', () => ({ upload }));
afterEach(() => vi.unstubAllGlobals());

const drop = (files: File[]) =>
  fireEvent.drop(screen.getByText('Drop a CSV file here'), { dataTransfer: { files: files as unknown as FileList } });
const csv = (text: string, name = 'staff.csv') => new File([text], name, { type: 'text/csv' });

async function start(onUploaded = vi.fn()) {
  upload.mockReset();
  answerApi({});
  renderInWorkspace(<NewImport onUploaded={onUploaded} />);
  await screen.findByText('Drop a CSV file here');
  return onUploaded;
}

it('a file that is dropped is sent as CSV, and shown how far it is', async () => {
  const onUploaded = await start();
  let answer: (made: unknown) => void = () => undefined;
  upload.mockImplementation(({ onProgress }) => {
    onProgress(0.4);
    return new Promise((done) => {
      answer = done;
    });
  });
  drop([csv('email\nana@x.org')]);
  expect(await screen.findByRole('progressbar', { name: 'Upload' })).toHaveAttribute('aria-valuenow', '40');
  const [{ path, headers, body }] = upload.mock.calls[0] ?? [];
  expect(path).toMatch(/\/imports\?file_name=staff.csv$/);
  expect(headers).toMatchObject({ 'Content-Type': 'text/csv', 'Idempotency-Key': expect.any(String) });
  expect(body.type).toBe('text/csv');
  answer(sample());
  await waitFor(() => expect(onUploaded).toHaveBeenCalledWith(sample()));
});

it('what is pasted is made into a file', async () => {
  await start();
  upload.mockResolvedValue(sample());
  const box = screen.getByRole('textbox', { name: 'Paste addresses, names or a CSV' });
  await userEvent.click(screen.getByRole('button', { name: 'Check the list' }));
  expect(await screen.findByText('Paste or type at least one e-mail address.')).toBeInTheDocument();
  await userEvent.click(box);
  await userEvent.paste('Ana <ana@x.org>, bo@y.org');
  expect(await screen.findByText(/2 people/)).toHaveTextContent('2 people, 1 with a name');
  await userEvent.click(screen.getByRole('button', { name: 'Check the list' }));
  await waitFor(() => expect(upload).toHaveBeenCalledTimes(1));
  expect(await upload.mock.calls[0]?.[0].body.text()).toBe('email,name\r\nana@x.org,Ana\r\nbo@y.org,\r\n');
});

it.each([
  [[csv('x', 'staff.xlsx')], 'This is not a CSV file.'],
  [[csv('')], 'This file is empty.'],
  [[csv('a'), csv('b')], 'Choose one file at a time.'],
])('what cannot be right is not sent', async (files, words) => {
  await start();
  drop(files);
  expect(await screen.findByRole('alert')).toHaveTextContent(words);
  expect(upload).not.toHaveBeenCalled();
});

it.each([
  [
    new Problem(422, {
      code: 'validation_failed',
      errors: [{ pointer: '/', code: 'quote_open', detail: 'In line 7 a quotation mark is never closed.' }],
    }),
    'In line 7',
  ],
  [new Problem(413, { code: 'payload_too_large' }), '100,000 lines at most'],
  [new Problem(415, { code: 'unsupported_media_type' }), 'the format CSV'],
  [Problem.network(), "can't be reached"],
])('a refusal says what to do', async (refusal, words) => {
  await start();
  upload.mockRejectedValue(refusal);
  drop([csv('email\nana@x.org')]);
  expect(await screen.findByRole('alert')).toHaveTextContent(words);
});
