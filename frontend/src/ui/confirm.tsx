import { lazy, Suspense } from 'react';
import type { ConfirmProps } from './confirm-dialog';

const ConfirmDialog = lazy(() => import('./confirm-dialog'));

/** Asks before something that can't be undone. The dialog's code is loaded when it is first needed. */
export function Confirm(props: ConfirmProps) {
  if (!props.isOpen) return null;
  return (
    <Suspense fallback={null}>
      <ConfirmDialog {...props} />
    </Suspense>
  );
}
