import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Webhook } from '@/api/types';
import { type Answer, answerApi, type Call, problem, renderInWorkspace } from '@/test/workspace';
import { MenuButton } from '@/ui/menu';
import { at, known, secret, webhook } from './test-webhook';
import { useWebhookActions } from './use-webhook-actions';
import { WebhooksList } from './webhooks-list';
import { labelOf } from './words';

beforeAll(() => Promise.all([import('@/ui/toast-region'), import('@/ui/menu-panel'), import('@/ui/confirm-dialog')]));
afterEach(() => vi.unstubAllGlobals());

let webhooks: Webhook[];
beforeEach(() => {
  webhooks = [webhook];
});

function Page() {
  const { actions, make, dialogs } = useWebhookActions({ onTested: () => {} });
  const add = (
    <button type="button" onClick={make}>
      Make one
    </button>
  );
  return (
    <>
      <WebhooksList
        add={add}
        menuFor={(each) => (
          <MenuButton
            label={`Actions for ${labelOf(each)}`}
            className=""
            sections={() => [{ id: 'a', items: actions(each) }]}
          >
            …
          </MenuButton>
        )}
      />
      {add}
      {dialogs}
    </>
  );
}

type Answers = Record<string, Answer | ((call: Call) => Answer)>;
const place = { permissions: ['webhooks:manage'] };

function answer(answers: Answers) {
  return answerApi({
    'GET /webhooks': () => ({ body: { data: webhooks, next_cursor: null } }),
    'GET /webhooks/event-types': { body: { data: known } },
    'GET /webhooks/h1': () => ({ body: webhooks[0], headers: { ETag: '"v1"' } }),
    'POST /webhooks': { status: 201, body: secret },
    ...answers,
  });
}
function show(answers: Answers = {}) {
  const calls = answer(answers);
  renderInWorkspace(<Page />, place);
  return calls;
}
const sent = (calls: Call[], method: string) => calls.filter((call) => call.method === method);

async function choose(item: RegExp) {
  await userEvent.click(await screen.findByRole('button', { name: 'Actions for Fleet app' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: item }));
}

describe('the list of webhooks', () => {
  it('says how each stands and what to do next', async () => {
    const off = { enabled: false, state: 'disabled' as const };
    webhooks = [
      { ...webhook, event_types: ['*'], last_delivery: { at, status: 204, problem: null } },
      { ...webhook, id: 'h2', state: 'failing', last_delivery: { at, status: null, problem: 'timeout' } },
      { ...webhook, id: 'h3', ...off, disabled_reason: 'turned_off' },
      { ...webhook, id: 'h4', ...off, disabled_reason: 'gone', description: '' },
      { ...webhook, id: 'h5', ...off, disabled_reason: 'failing' },
      { ...webhook, id: 'h6', ...off, disabled_reason: 'owner_lost_access', owner: null },
    ];
    show();
    const [on, failing, byHand, gone, dead, left] = (await screen.findAllByRole('row')).slice(1);
    await waitFor(() => expect(on).toHaveTextContent('6 kinds of events'));
    expect(on).toHaveTextContent('Everything');
    expect(on).toHaveTextContent('Taken: it answered 204');
    expect(failing).toHaveTextContent('The last tries all failed');
    expect(failing).toHaveTextContent('It did not answer in time');
    expect(byHand).toHaveTextContent('What happens until somebody turns it on again is not sent later either');
    expect(gone).toHaveTextContent('fleet.example.com');
    expect(gone).toHaveTextContent('Give it another URL');
    expect(dead).toHaveTextContent('turn the webhook on, then send again what failed');
    expect(left).toHaveTextContent('it works for you from then on');
  });

  it('can be empty, and says what a webhook is', async () => {
    webhooks = [];
    show();
    expect(await screen.findByText(/A webhook is an address of a program of yours/)).toBeInTheDocument();
  });

  it('can fail, and be asked for again', async () => {
    let fails = true;
    show({
      'GET /webhooks': () => (fails ? problem(503, 'unavailable') : { body: { data: webhooks, next_cursor: null } }),
    });
    const again = await screen.findByRole('button', { name: 'Try again' });
    fails = false;
    await userEvent.click(again);
    expect(await screen.findByText('Fleet app')).toBeInTheDocument();
  });
});

describe('making a webhook', () => {
  async function fill() {
    await userEvent.click(await screen.findByRole('button', { name: 'Make one' }));
    const dialog = await screen.findByRole('dialog', { name: 'New webhook' });
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'URL' }), 'https://fleet.example.com/hooks');
    await userEvent.click(await within(dialog).findByRole('checkbox', { name: /^People/ }));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Create webhook' }));
    return dialog;
  }

  it('shows its secret until it is said to be copied', async () => {
    const calls = show();
    await fill();
    const shown = await screen.findByRole('dialog', { name: /The secret of/ });
    expect(within(shown).getByLabelText('Secret')).toHaveValue(secret.secret);
    const [post] = sent(calls, 'POST');
    expect(post?.body).toEqual({ url: webhook.url, description: '', event_types: ['user.*'] });
    expect(post?.headers.get('Idempotency-Key')).toBeTruthy();
    await userEvent.click(within(shown).getByRole('button', { name: 'I have copied it' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(document.body).not.toHaveTextContent(secret.secret);
  });

  it('says at the field what the server refuses', async () => {
    const errors = [
      { pointer: '/url', code: 'url_refused', detail: 'Webhooks reach public addresses alone.' },
      { pointer: '/event_types/0', code: 'event_type_unknown', detail: 'There is no such event.' },
    ];
    show({ 'POST /webhooks': problem(422, 'validation_failed', { errors }) });
    const dialog = await fill();
    const url = within(dialog).getByRole('textbox', { name: 'URL' });
    await waitFor(() => expect(url).toHaveAccessibleDescription(/Webhooks reach public addresses alone/));
    expect(within(dialog).getByRole('group', { name: 'What it is told of' })).toHaveAccessibleDescription(
      'There is no such event.',
    );
  });

  it('says that there are too many', async () => {
    show({ 'POST /webhooks': problem(409, 'limit_reached', { detail: 'A workspace can have 20 webhooks.' }) });
    await fill();
    expect(await screen.findByText('A workspace can have 20 webhooks.')).toBeInTheDocument();
  });
});

describe('a webhook that there is', () => {
  it('is edited where nobody changed it since, and keeps its secret with its URL', async () => {
    const calls = show({ 'PATCH /webhooks/h1': { body: webhook } });
    await choose(/Edit/);
    const dialog = await screen.findByRole('dialog', { name: 'Edit webhook' });
    await userEvent.type(within(dialog).getByRole('textbox', { name: /Description/ }), ' two');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save webhook' }));
    expect(await screen.findByText('Webhook Fleet app saved')).toBeInTheDocument();
    const [patch] = sent(calls, 'PATCH');
    expect(patch?.body).toEqual({ description: 'Fleet app two' });
    expect(patch?.headers.get('If-Match')).toBe('"v1"');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('gets another secret with another URL, unless somebody changed it meanwhile', async () => {
    let stale = true;
    show({ 'PATCH /webhooks/h1': () => (stale ? problem(412, 'precondition_failed') : { body: secret }) });
    await choose(/Edit/);
    const dialog = await screen.findByRole('dialog', { name: 'Edit webhook' });
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'URL' }), '/two');
    expect(within(dialog).getByText(/With another URL it gets a new secret/)).toBeInTheDocument();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save webhook' }));
    expect(await screen.findByText(/Someone changed this meanwhile/)).toBeInTheDocument();
    stale = false;
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save webhook' }));
    expect(await screen.findByRole('dialog', { name: /The secret of/ })).toBeInTheDocument();
  });

  it('is rotated after a question, and the answer stays until it is copied', async () => {
    show({ 'POST /webhooks/h1/rotate-secret': { body: { ...secret, previous_secret_until: at } } });
    await choose(/Rotate/);
    await userEvent.click(
      within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Rotate secret' }),
    );
    const shown = await screen.findByRole('dialog', { name: /The secret of/ });
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(within(shown).getByLabelText('Secret')).toHaveValue(secret.secret);
  });

  it('is turned off after a question, and on without one', async () => {
    const calls = show({
      'PATCH /webhooks/h1': ({ body }) => {
        const { enabled } = body as { enabled: boolean };
        webhooks = [{ ...webhook, enabled, ...(enabled ? {} : { state: 'disabled', disabled_reason: 'turned_off' }) }];
        return { body: webhooks[0] };
      },
    });
    await choose(/Turn off/);
    await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Turn off' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    await userEvent.click(await screen.findByRole('button', { name: 'Actions for Fleet app' }));
    expect(await screen.findByRole('menuitem', { name: /Send a test/ })).toHaveAttribute('aria-disabled', 'true');
    await userEvent.click(screen.getByRole('menuitem', { name: /Turn on/ }));
    expect(await screen.findByText('Webhook Fleet app turned on')).toBeInTheDocument();
    expect(sent(calls, 'PATCH').map(({ body }) => body)).toEqual([{ enabled: false }, { enabled: true }]);
  });

  it('says why a test could not be sent, and is deleted after a question', async () => {
    const calls = show({
      'POST /webhooks/h1/test': problem(409, 'webhook_disabled', { detail: 'This webhook is disabled.' }),
      'DELETE /webhooks/h1': () => {
        webhooks = [];
        return { status: 200, body: {} };
      },
    });
    await choose(/Send a test/);
    expect(await screen.findByText('This webhook is disabled.')).toBeInTheDocument();
    await choose(/Delete/);
    await userEvent.click(
      within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Delete webhook' }),
    );
    expect(await screen.findByText('There are no webhooks yet')).toBeInTheDocument();
    expect(sent(calls, 'DELETE')).toHaveLength(1);
  });
});
