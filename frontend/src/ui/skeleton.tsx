import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { cx } from './cx';

/** A grey bar of the final shape. Give it width and height by class. */
export function Skeleton({ className }: { className: string }) {
  return (
    <span
      aria-hidden="true"
      className={cx('block animate-[breathe_1.6s_ease-in-out_infinite] rounded-sm bg-pressed', className)}
    />
  );
}

/** Wraps skeletons: appears after 150 ms only, and says "Loading" to screen readers. */
export function Loading({ children }: { children: ReactNode }) {
  const { t } = useLingui();
  return (
    <div role="status" aria-label={t`Loading`} className="animate-[fade_150ms_150ms_both]">
      {children}
    </div>
  );
}

/** Holds the place of a field whose code is on the way. */
export function FieldSkeleton() {
  return (
    <Loading>
      <Skeleton className="mb-2 h-4 w-20" />
      <Skeleton className="h-9 w-full rounded-md! max-sm:h-11" />
    </Loading>
  );
}
