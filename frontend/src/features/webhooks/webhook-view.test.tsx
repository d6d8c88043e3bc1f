import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Answer, answerApi, type Call, problem, renderInWorkspace } from '@/test/workspace';
import { delivery, known, webhook } from './test-webhook';
import { WebhookView } from './webhook-view';

afterEach(() => vi.unstubAllGlobals());

const place = { permissions: ['webhooks:manage'] };
const answer = (answers: Record<string, Answer>) =>
  answerApi({
    'GET /webhooks/event-types': { body: { data: known } },
    'GET /webhooks/h1': { body: webhook, headers: { ETag: '"v1"' } },
    ...answers,
  });
const sent = (calls: Call[], method: string) => calls.filter((call) => call.method === method);

describe('the page of a webhook', () => {
  const view = (search = {}, onSearch = vi.fn()) => (
    <WebhookView webhookId="h1" back={null} onDeleted={() => {}} search={search} trail={[]} onSearch={onSearch} />
  );
  const deliveries = (data: object[], next: string | null = null): Answer => ({ body: { data, next_cursor: next } });

  it('opens a delivery with what was sent, what came back and each try, and sends it once more', async () => {
    const calls = answer({
      'GET /webhooks/h1/deliveries': deliveries([delivery]),
      'GET /webhooks/h1/deliveries/d1': { body: delivery },
      'POST /webhooks/h1/deliveries/d1/redeliver': problem(409, 'conflict', { detail: 'This is on its way already.' }),
    });
    renderInWorkspace(view({ open: 'd1' }), place);
    const body = await screen.findByRole('figure', { name: 'Body of the request' });
    expect(body).toHaveTextContent('"type": "user.invited"');
    expect(screen.getByRole('figure', { name: 'Beginning of the answer' })).toHaveTextContent('closed');
    expect(screen.getAllByText('It answered 503')).toHaveLength(2);
    expect(screen.getByText(/84/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Redeliver' }));
    expect(await screen.findByText('This is on its way already.')).toBeInTheDocument();
    expect(sent(calls, 'POST')).toHaveLength(1);
  });

  it('shows the deliveries of one state, page by page', async () => {
    const onSearch = vi.fn();
    const calls = answer({ 'GET /webhooks/h1/deliveries': deliveries([delivery], 'older') });
    renderInWorkspace(view({ state: 'failed', cursor: 'here' }, onSearch), place);
    await userEvent.click(await screen.findByRole('button', { name: 'Older' }));
    expect(onSearch).toHaveBeenLastCalledWith({ cursor: 'older' }, ['here']);
    await userEvent.selectOptions(screen.getByLabelText('State of the delivery'), 'waiting');
    expect(onSearch).toHaveBeenLastCalledWith({ state: 'waiting' });
    expect(calls.find(({ path }) => path.endsWith('/deliveries'))?.search).toContain('state=failed');
  });

  it('says when an endpoint that rests is told for the first time, and reads anew how it stands', async () => {
    const next = new Date(Date.now() + 4 * 60_000).toISOString();
    const waiting = { ...delivery, id: 'd2', state: 'waiting', problem: null, last_tried_at: null, next_try_at: next };
    const calls = answer({
      'GET /webhooks/h1/deliveries': deliveries([waiting, delivery]),
      'GET /webhooks/h1/deliveries/d2': { body: { ...waiting, tries: [] } },
    });
    renderInWorkspace(view({ open: 'd2' }), place);
    expect(await screen.findByText(/^The endpoint rests; first try/)).toBeInTheDocument();
    expect(await screen.findByText(/^The endpoint rests, because it failed/)).toBeInTheDocument();
    const asked = () => calls.filter(({ method, path }) => method === 'GET' && path.endsWith('/webhooks/h1'));
    await waitFor(() => expect(asked()).toHaveLength(2)); // its delivery was tried, and it says that none was
  });

  it('says that nothing was sent, and where the webhook is gone', async () => {
    answer({});
    renderInWorkspace(view(), place);
    expect(await screen.findByText('Nothing was sent yet')).toBeInTheDocument();
  });

  it('says where it is gone', async () => {
    answer({ 'GET /webhooks/h1': problem(404, 'not_found') });
    renderInWorkspace(view(), place);
    expect(await screen.findByText('This webhook is not here')).toBeInTheDocument();
  });
});
