import { I18nProvider } from '@lingui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import { keepSession } from '@/api/token';
import type { Place, Role, Workspace } from '@/api/types';
import { makeQueryClient } from '@/app/query-client';
import { PlaceProvider } from '@/features/session/place';
import { i18n } from '@/i18n/i18n';
import { ToastHost } from '@/ui/toast-host';

export const workspaceId = 'w1';
const at = '2026-05-03T10:00:00Z';

export const roles: Role[] = [
  role('r1', 'Admin', ['users:read', 'users:invite', 'workspace:update'], true),
  role('r2', 'Member', ['users:read']),
];

function role(id: string, name: string, permissions: string[], builtIn = false): Role {
  return {
    id,
    name,
    description: '',
    scope: 'workspace',
    built_in: builtIn,
    permissions,
    user_count: 1,
    created_at: at,
    updated_at: at,
  };
}

export const workspace: Workspace = {
  id: workspaceId,
  name: 'Northwind',
  slug: 'northwind',
  approval_policy: 'always',
  four_eyes: false,
  own_domains: ['northwind.example'],
  invitation_ttl_hours: 168,
  approval_ttl_hours: 720,
  access_requests: 'off',
  created_at: at,
  updated_at: at,
};

const ana: Place = {
  workspace: { id: workspaceId, name: 'Northwind', slug: 'northwind' },
  user: { id: 'u1', name: 'Ana Souza' },
  roles: [{ id: 'r1', name: 'Admin' }],
  permissions: ['users:read', 'users:invite', 'roles:read', 'approvals:read', 'approvals:decide', 'workspace:update'],
  location_permissions: [],
  locations: [],
  status: 'active',
};

export type Answer = { status?: number; body: unknown; headers?: Record<string, string> };
export type Call = { method: string; path: string; search: string; body: unknown; headers: Headers };

const usual: Record<string, Answer> = {
  'GET ': { body: workspace, headers: { ETag: '"1"' } },
  'GET /users/summary': {
    body: { counts: { active: 1, invited: 0, pending_approval: 0, suspended: 0 }, total: 1, pending_approvals: 0 },
  },
};

/**
 * Answers the API's calls, by "METHOD path" below the workspace (`GET /users`); a function sees the call. Whatever is not
 * named gets an empty list. Returns the calls as they came.
 */
export function answerApi(answers: Record<string, Answer | ((call: Call) => Answer | Promise<Answer>)>): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal('fetch', async (input: Request) => {
    const url = new URL(input.url);
    const path = url.pathname.replace(`/api/v1/workspaces/${workspaceId}`, '');
    const text = await input.text();
    const call = {
      method: input.method,
      path,
      search: url.search,
      body: text ? JSON.parse(text) : null,
      headers: input.headers,
    };
    calls.push(call);
    const found = answers[`${input.method} ${path}`] ?? usual[`${input.method} ${path}`];
    const answer =
      typeof found === 'function' ? await found(call) : (found ?? { body: { data: [], next_cursor: null } });
    return new Response(JSON.stringify(answer.body), { status: answer.status ?? 200, headers: answer.headers ?? {} });
  });
  return calls;
}

export const problem = (status: number, code: string, more: object = {}): Answer => ({
  status,
  body: { status, code, title: code, detail: `Detail of ${code}.`, request_id: 'req-1', ...more },
});

/** Renders a page as Ana, an administrator, sees it; `place` changes who is looking. */
export function renderInWorkspace(page: ReactNode, place: Partial<Place> = {}) {
  keepSession({
    access_token: 'token',
    token_type: 'Bearer',
    expires_in: 600,
    account: { id: 'a1', email: 'ana@northwind.example', name: 'Ana Souza' },
  });
  const queryClient = makeQueryClient();
  queryClient.setDefaultOptions({ queries: { retry: false } });
  const root = createRootRoute({
    component: () => (
      <PlaceProvider place={{ ...ana, ...place }}>
        <h1 tabIndex={-1}>Page</h1>
        {page}
        <ToastHost />
      </PlaceProvider>
    ),
  });
  const router = createRouter({ routeTree: root, history: createMemoryHistory({ initialEntries: ['/'] }) });
  return {
    queryClient,
    ...render(
      <I18nProvider i18n={i18n}>
        <QueryClientProvider client={queryClient}>
          {/* biome-ignore lint/suspicious/noExplicitAny: the app's router type does not fit a router of one test page */}
          <RouterProvider router={router as any} />
        </QueryClientProvider>
      </I18nProvider>,
    ),
  };
}
