import { createRootRouteWithContext, Outlet } from '@tanstack/react-router';
import { RouteFocus } from '@/app/route-focus';
import type { RouterContext } from '@/app/router';
import { Alone, FailedPage, NotFoundPage } from '@/app/system-pages';
import { ToastHost } from '@/ui/toast-host';

export const Route = createRootRouteWithContext<RouterContext>()({
  notFoundComponent: () => (
    <Alone>
      <NotFoundPage />
    </Alone>
  ),
  errorComponent: (props) => (
    <Alone>
      <FailedPage {...props} />
    </Alone>
  ),
  component: () => (
    <>
      <RouteFocus />
      <Outlet />
      <ToastHost />
    </>
  ),
});
