import { Trans, useLingui } from '@lingui/react/macro';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { Link, useRouter } from '@tanstack/react-router';
import { isProblem } from '@/api/problem';
import { useTitle } from '@/lib/use-title';
import { buttonClass } from '@/ui/button-class';
import { ErrorState } from '@/ui/error-state';

export function NotFoundPage() {
  const { t } = useLingui();
  useTitle(t`Not found`);
  return (
    <main id="main" className="mx-auto flex max-w-md flex-col items-center gap-3 px-6 py-28 text-center">
      <h1 tabIndex={-1} className="font-semibold text-2xl">
        <Trans>This page does not exist</Trans>
      </h1>
      <p className="text-muted">
        <Trans>The address may be mistyped, or you may not have access to it.</Trans>
      </p>
      <Link to="/" className={buttonClass('secondary')}>
        <Trans>Go to the start page</Trans>
      </Link>
    </main>
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
    <main id="main">
      <ErrorState error={error} onRetry={retry} />
    </main>
  );
}
