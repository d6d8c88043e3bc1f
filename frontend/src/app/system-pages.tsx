import { Trans, useLingui } from '@lingui/react/macro';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { Link, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { isProblem } from '@/api/problem';
import { useTitle } from '@/lib/use-title';
import { buttonClass } from '@/ui/button-class';
import { ErrorState } from '@/ui/error-state';

export function NotFoundPage() {
  const { t } = useLingui();
  useTitle(t`Not found`);
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-3 px-6 py-28 text-center">
      <h1 tabIndex={-1} className="font-semibold text-2xl">
        <Trans>This page does not exist</Trans>
      </h1>
      <p className="text-muted">
        <Trans>The address may be mistyped, or you may not have access to it.</Trans>
      </p>
      <Link to="/" className={buttonClass('secondary')}>
        <Trans>Go to the start page</Trans>
      </Link>
    </div>
  );
}

export function FailedPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  if (isProblem(error, 'not_found')) return <NotFoundPage />;
  function retry() {
    reset();
    void router.invalidate();
  }
  return (
    <div className="py-16">
      <h1 tabIndex={-1} className="text-center font-semibold text-2xl">
        <Trans>This page could not be shown</Trans>
      </h1>
      <ErrorState error={error} onRetry={retry} />
    </div>
  );
}

/** For where no frame around brings the main landmark. */
export function Alone({ children }: { children: ReactNode }) {
  return <main id="main">{children}</main>;
}
