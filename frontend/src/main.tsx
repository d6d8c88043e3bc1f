import './styles/app.css';
import { I18nProvider } from '@lingui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { accessToken, onSessionLost } from './api/token';
import { makeQueryClient } from './app/query-client';
import { makeRouter } from './app/router';
import { lookUp } from './features/invite/invitation';
import { i18n } from './i18n/i18n';
import { linkToken, watchLinkToken } from './lib/link-token';

watchLinkToken();

const queryClient = makeQueryClient();
const router = makeRouter(queryClient);

onSessionLost(() => {
  queryClient.clear();
  void router.navigate({ to: '/sign-in', search: { next: router.state.location.href } });
});

// The code of the page, the session and what an invitation offers are asked for at the same time, before anything is drawn.
const matches: { routeId: keyof typeof router.routesById }[] = router.matchRoutes(router.latestLocation);
for (const { routeId } of matches) {
  void router.loadRouteChunk(router.routesById[routeId])?.catch(() => undefined);
  if (routeId === '/w/$workspaceId') void accessToken().catch(() => undefined);
}
const invitation = linkToken('/invite');
if (invitation) void lookUp(queryClient, invitation);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </I18nProvider>
    </StrictMode>,
  );
}
