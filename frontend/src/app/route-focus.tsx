import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

/** After each change of page the focus goes to its h1, so that a screen reader says where one is and Tab starts there. */
export function RouteFocus() {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, toLocation }) => {
        if (!fromLocation || fromLocation.pathname === toLocation.pathname) return;
        document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
      }),
    [router],
  );
  return null;
}
