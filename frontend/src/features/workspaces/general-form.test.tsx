import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Answer, answerApi, problem, renderInWorkspace, workspace } from '@/test/workspace';
import GeneralForm from './general-form';

const tagged = { ...workspace, etag: '"1"' };
const read = (name: string, etag: string): Answer => ({ body: { ...workspace, name }, headers: { ETag: etag } });

beforeAll(() => import('@/ui/toast-region'));
afterEach(() => vi.unstubAllGlobals());

async function rename(to: string) {
  const user = userEvent.setup();
  const field = await screen.findByLabelText('Workspace name');
  await user.clear(field);
  await user.type(field, to);
  await user.click(screen.getByRole('button', { name: 'Save changes' }));
  return user;
}

describe("the workspace's name", () => {
  it('is saved for the version that was read', async () => {
    const calls = answerApi({ 'PATCH ': read('Southwind', '"2"') });
    renderInWorkspace(<GeneralForm workspace={tagged} />);
    await rename('Southwind');
    expect(await screen.findByText('Workspace renamed to Southwind')).toBeInTheDocument();
    const patch = calls.find((call) => call.method === 'PATCH');
    expect(patch?.headers.get('If-Match')).toBe('"1"');
    expect(patch?.body).toEqual({ name: 'Southwind' });
  });

  it('is not read back to an older version by an answer that was on its way', async () => {
    let arrive: (answer: Answer) => void = () => undefined;
    const late = new Promise<Answer>((resolve) => {
      arrive = resolve;
    });
    let etag = 1;
    const calls = answerApi({
      'GET ': () => late,
      'PATCH ': ({ body }) => read((body as { name: string }).name, `"${++etag}"`),
    });
    renderInWorkspace(<GeneralForm workspace={tagged} />);
    await rename('Westwind');
    expect(await screen.findByText('Workspace renamed to Westwind')).toBeInTheDocument();
    arrive(read('Northwind', '"1"'));
    await late;
    await rename('Eastwind');
    await waitFor(() => {
      const patches = calls.filter((call) => call.method === 'PATCH');
      expect(patches.map((call) => call.headers.get('If-Match'))).toEqual(['"1"', '"2"']);
    });
  });

  it('keeps what was typed when somebody else saved first, until theirs is loaded', async () => {
    let newest = read('Northwind', '"1"');
    answerApi({ 'GET ': () => newest, 'PATCH ': problem(412, 'precondition_failed') });
    renderInWorkspace(<GeneralForm workspace={tagged} />);
    const user = await rename('Southwind');
    expect(await screen.findByRole('alert')).toHaveTextContent(/Someone changed these settings/);
    expect(screen.getByLabelText('Workspace name')).toHaveValue('Southwind');
    newest = read('Eastwind', '"2"');
    await user.click(screen.getByRole('button', { name: 'Load theirs' }));
    await waitFor(() => expect(screen.getByLabelText('Workspace name')).toHaveValue('Eastwind'));
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('loads theirs at the first click, also while another reading is on its way', async () => {
    let arrive: (answer: Answer) => void = () => undefined;
    const slow = new Promise<Answer>((resolve) => {
      arrive = resolve;
    });
    const answers: (Answer | Promise<Answer>)[] = [read('Northwind', '"1"'), slow];
    answerApi({
      'GET ': () => answers.shift() ?? read('Eastwind', '"2"'),
      'PATCH ': problem(412, 'precondition_failed'),
    });
    const { queryClient } = renderInWorkspace(<GeneralForm workspace={tagged} />);
    const user = await rename('Southwind');
    void queryClient.invalidateQueries(); // as a live event does
    await user.click(await screen.findByRole('button', { name: 'Load theirs' }));
    await waitFor(() => expect(screen.getByLabelText('Workspace name')).toHaveValue('Eastwind'));
    arrive(read('Northwind', '"1"'));
    await slow;
    expect(screen.getByLabelText('Workspace name')).toHaveValue('Eastwind');
  });
});
