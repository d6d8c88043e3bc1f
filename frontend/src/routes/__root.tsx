import { createRootRouteWithContext, Outlet } from '@tanstack/react-router';
import { RouteFocus } from '@/app/route-focus';
import type { RouterContext } from '@/app/router';
import { ToastHost } from '@/ui/toast-host';

export const Route = createRootRouteWithContext<RouterContext>()({
  component: () => (
    <>
      <RouteFocus />
      <Outlet />
      <ToastHost />
    </>
  ),
});
