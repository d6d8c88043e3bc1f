import { lazy, Suspense, useSyncExternalStore } from 'react';
import { anyToastWaits, onFirstToast } from './toast';

const ToastRegion = lazy(() => import('./toast-region'));

/** Stands once in the root; loads the toast code when the first toast is shown. */
export function ToastHost() {
  const needed = useSyncExternalStore(onFirstToast, anyToastWaits);
  if (!needed) return null;
  return (
    <Suspense fallback={null}>
      <ToastRegion />
    </Suspense>
  );
}
