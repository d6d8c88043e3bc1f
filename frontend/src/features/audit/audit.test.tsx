import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { keys } from '@/api/keys';
import type { AuditEvent } from '@/api/types';
import { type Answer, answerApi, problem, renderInWorkspace, workspaceId } from '@/test/workspace';
import { AuditList } from './audit-list';
import { AuditToolbar } from './audit-toolbar';
import { auditSearch, filterOf, lastDays } from './search';
import { hasWords, Sentence } from './sentences';

const entry = (id: string, more: Partial<AuditEvent> = {}): AuditEvent => ({
  id,
  type: 'user.suspended',
  occurred_at: '2026-05-03T10:00:00Z',
  workspace_id: workspaceId,
  actor: { kind: 'user', id: 'u2', label: 'Ben Okoro', owner_id: null },
  target: { kind: 'user', id: 'u1', label: 'Ana Souza' },
  changes: { status: { from: 'active', to: 'suspended' } },
  request_id: 'req-7',
  ip: '192.0.2.7',
  user_agent: 'Browser/1',
  ...more,
});
const page = (data: AuditEvent[], more: object = {}): Answer => ({
  body: { data, names: {}, next_cursor: null, ...more },
});
const list = (onSearch = vi.fn(), more = {}) => <AuditList search={{}} trail={[]} onSearch={onSearch} {...more} />;
const place = { permissions: ['audit:read', 'users:read'] };

afterEach(() => vi.unstubAllGlobals());

/** Every type of event that the server records, as its source says. */
function recorded(): string[] {
  const folder = resolve(import.meta.dirname, '../../../../internal/domain');
  const sources = readdirSync(folder).filter((name) => /^events.*\.go$/.test(name) && !name.endsWith('_test.go'));
  const said = sources.map((name) => readFileSync(resolve(folder, name), 'utf8')).join('\n');
  return [...said.matchAll(/\bType\(\) EventType\s*\{\s*return "([^"]+)"/g)].map((match) => match[1] ?? '');
}

describe('the sentences of the audit log', () => {
  it('exist for every type of event that the server records', () => {
    const types = recorded();
    expect(types.length).toBeGreaterThan(25);
    expect(types.filter((type) => !hasWords(type)).map((type) => `${type} has no sentence in sentences.tsx`)).toEqual(
      [],
    );
  });

  it.each([
    ['user.suspended', {}, 'Ben Okoro suspended Ana Souza'],
    ['user.removed', { changes: { reason: { from: null, to: 'left' } } }, 'Ana Souza left the workspace'],
    ['user.removed', { changes: { reason: { from: null, to: 'removed' } } }, 'Ben Okoro removed Ana Souza'],
    [
      'invitation.expired',
      { actor: { kind: 'system', id: null, label: 'invitations.expire', owner_id: null } },
      'The invitation of Ana Souza expired',
    ],
    [
      'user.updated',
      { actor: { kind: 'operator', id: null, label: 'operator', owner_id: null } },
      'The operator of the server changed Ana Souza',
    ],
    [
      'approval.rejected',
      { target: { kind: 'approval', id: 'p1', label: '' } },
      'Ben Okoro rejected and deleted a login request',
    ],
    [
      'entry.denied',
      { changes: { permission: { from: null, to: 'users:remove' } } },
      'Ben Okoro was refused: the permission users:remove was missing',
    ],
    [
      'entry.denied',
      { changes: { reason: { from: null, to: 'role_above_own' }, permission: { from: null, to: '' } } },
      'Ben Okoro was refused something that they may not do',
    ],
    [
      'webhook.updated',
      { changes: { enabled: { from: true, to: false } } },
      'Ben Okoro turned the webhook Ana Souza off',
    ],
    [
      'webhook.disabled',
      { changes: { reason: { from: null, to: 'gone' } } },
      'The webhook Ana Souza was turned off: its endpoint wants to hear nothing more',
    ],
    ['something.new', {}, 'Ben Okoro: something.new (Ana Souza)'],
  ] as const)('say %s in words', async (type, more, words) => {
    answerApi({});
    renderInWorkspace(
      <p data-testid="said">
        <Sentence event={entry('e1', { type, ...(more as Partial<AuditEvent>) })} />
      </p>,
    );
    expect(await screen.findByTestId('said')).toHaveTextContent(words);
  });
});

describe('the audit log', () => {
  it('opens an entry with what was changed, in names, and where it came from', async () => {
    const changes = {
      role_ids: { from: ['01a20079-0000-7000-8000-00000000000a'], to: ['01a20079-0000-7000-8000-00000000000b'] },
      email: { from: null, to: 'ana@northwind.example' },
    };
    const names = { '01a20079-0000-7000-8000-00000000000b': 'Approver' };
    answerApi({ 'GET /audit-events': page([entry('e1', { type: 'user.updated', changes })], { names }) });
    renderInWorkspace(list(), place);
    await userEvent.click(await screen.findByText('Ben Okoro'));
    const table = await screen.findByRole('table', { name: 'What was changed' });
    expect(within(table).getByRole('row', { name: 'Roles …00000a Approver' })).toBeInTheDocument();
    expect(within(table).getByRole('row', { name: /E-mail address nothing ana@northwind/ })).toBeInTheDocument();
    expect(screen.getByText('req-7')).toBeInTheDocument();
    expect(screen.getByText('192.0.2.7')).toBeInTheDocument();
  });

  it('leads from an entry to others like it', async () => {
    answerApi({ 'GET /audit-events': page([entry('e1')]) });
    const onSearch = vi.fn();
    renderInWorkspace(list(onSearch), place);
    await userEvent.click(await screen.findByText('Ben Okoro'));
    await userEvent.click(await screen.findByRole('button', { name: 'Everything about Ana Souza' }));
    expect(onSearch).toHaveBeenLastCalledWith({ about: 'u1' });
    await userEvent.click(screen.getByRole('button', { name: 'Everything that Ben Okoro did' }));
    expect(onSearch).toHaveBeenLastCalledWith({ actor: 'u2' });
    await userEvent.click(screen.getByRole('button', { name: 'Entries of this kind' }));
    expect(onSearch).toHaveBeenLastCalledWith({ action: 'user.suspended' });
  });

  it('says whose an API key is, and leads to what they did themselves, as long as they are here', async () => {
    const byKey = (owner_id: string) =>
      ({ actor: { kind: 'api_key', id: 'k1', label: 'Fleet app', owner_id } }) as const;
    const entries = [entry('e2', byKey('u2')), entry('e1', { ...byKey('u9'), type: 'user.reactivated' })];
    answerApi({ 'GET /audit-events': page(entries, { names: { u2: 'Ben Okoro' } }) });
    const onSearch = vi.fn();
    renderInWorkspace(list(onSearch), place);
    await userEvent.click(await screen.findByText(/suspended/));
    await userEvent.click(await screen.findByRole('button', { name: 'Everything that Ben Okoro did' }));
    expect(onSearch).toHaveBeenLastCalledWith({ actor: 'u2' });
    await userEvent.click(screen.getByRole('button', { name: 'Everything that Fleet app did' }));
    expect(onSearch).toHaveBeenLastCalledWith({ actor: 'k1' });

    await userEvent.click(screen.getByText(/gave/));
    expect(await screen.findByText('somebody who is gone')).toBeInTheDocument();
    expect(screen.getAllByText('Owner of the key')).toHaveLength(2);
    expect(screen.getAllByRole('button', { name: /Everything that .* did/ })).toHaveLength(3);
  });

  it('turns the pages by their cursors', async () => {
    answerApi({ 'GET /audit-events': page([entry('e1')], { next_cursor: 'c3' }) });
    const onSearch = vi.fn();
    renderInWorkspace(list(onSearch, { search: { cursor: 'c2' }, trail: [''] }), place);
    await userEvent.click(await screen.findByRole('button', { name: 'Older' }));
    expect(onSearch).toHaveBeenLastCalledWith({ cursor: 'c3' }, ['', 'c2']);
    await userEvent.click(screen.getByRole('button', { name: 'Newer' }));
    expect(onSearch).toHaveBeenLastCalledWith({ cursor: undefined }, []);
  });

  it('announces new entries and shows them when asked', async () => {
    let newest = [entry('e1')];
    answerApi({ 'GET /audit-events': () => page(newest) });
    const { queryClient } = renderInWorkspace(list(), place);
    await screen.findByText('Ben Okoro');
    expect(screen.queryByText('There are new entries.')).toBeNull();
    newest = [entry('e2', { actor: { kind: 'user', id: 'u3', label: 'Cleo Chan', owner_id: null } }), entry('e1')];
    await queryClient.invalidateQueries({ queryKey: keys.auditNews(workspaceId) });
    expect(await screen.findByText('There are new entries.')).toBeInTheDocument();
    expect(screen.queryByText('Cleo Chan')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Show them' }));
    expect(await screen.findByText('Cleo Chan')).toBeInTheDocument();
    expect(screen.queryByText('There are new entries.')).toBeNull();
  });

  it('says that there is nothing, and offers a way back where filters hide it', async () => {
    answerApi({ 'GET /audit-events': page([]) });
    const onSearch = vi.fn();
    renderInWorkspace(list(onSearch, { search: { action: 'role.*' } }), place);
    await userEvent.click(await screen.findByRole('button', { name: 'Clear filters' }));
    expect(onSearch).toHaveBeenCalledWith(expect.objectContaining({ action: undefined }));
  });

  it('tells a failure', async () => {
    answerApi({ 'GET /audit-events': problem(503, 'unavailable') });
    renderInWorkspace(list(), place);
    expect(await screen.findByRole('alert')).toHaveTextContent(/busy/);
  });
});

describe('the filters of the audit log', () => {
  it('stand as chips that are taken away one by one', async () => {
    answerApi({ 'GET /users/u1': { body: { id: 'u1', name: 'Ana Souza' } } });
    const onSearch = vi.fn();
    const search = { action: 'user.*', about: 'u1', since: '2026-05-01' };
    renderInWorkspace(<AuditToolbar search={search} onSearch={onSearch} labels={{}} />, place);
    await userEvent.click(await screen.findByRole('button', { name: 'Remove the filter: About Ana Souza' }));
    expect(onSearch).toHaveBeenLastCalledWith({ about: undefined });
    await userEvent.click(screen.getByRole('button', { name: 'Remove the filter: People' }));
    expect(onSearch).toHaveBeenLastCalledWith({ action: undefined });
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Time' }), 'Last 7 days');
    expect(onSearch).toHaveBeenLastCalledWith({ since: lastDays(7), until: undefined });
  });

  it('are read from the address, without what makes no sense', () => {
    expect(
      auditSearch({ action: 'user.*', actor: 'x y', about: 'u1', since: '2026-02-30', until: '2026-05-03', target: 7 }),
    ).toEqual(expect.objectContaining({ action: 'user.*', until: '2026-05-03', target: '7' }));
    expect(auditSearch({ since: '2026-02-30', about: 'u1', action: 'user' })).toEqual({});
    const { since, until } = filterOf({ since: '2026-05-03', until: '2026-05-03' });
    expect(new Date(String(until)).getTime() - new Date(String(since)).getTime()).toBe(86_400_000);
  });
});
