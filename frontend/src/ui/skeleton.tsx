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

/** Holds the place of a field whose code is on the way, and of a link under it, where there will be one. */
export function FieldSkeleton({ link = false }: { link?: boolean }) {
  return (
    <Loading>
      <Skeleton className="mt-0.5 mb-2 h-4 w-20" />
      <Skeleton className="h-9 w-full rounded-md! max-sm:h-11" />
      {link && (
        <div className="pt-2">
          <LinkSkeleton />
        </div>
      )}
    </Loading>
  );
}

/** Holds the place of a small link, which is as high as a finger on a phone. */
export function LinkSkeleton() {
  return (
    <div aria-hidden="true" className="flex h-5 items-center max-sm:h-9">
      <Skeleton className="h-3.5 w-40" />
    </div>
  );
}
