import { Trans, useLingui } from '@lingui/react/macro';
import { CircleAlert } from 'lucide-react';
import { Problem } from '@/api/problem';
import { problemText } from '@/i18n/problem-text';
import { Button } from './button';

/** What failed, a way to try again, and the request's id for whoever is asked for help. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { i18n } = useLingui();
  const requestId = error instanceof Problem ? error.requestId : null;
  return (
    <div role="alert" className="flex flex-col items-center gap-3 px-6 py-14 text-center">
      <div className="grid size-11 place-items-center rounded-lg border border-line bg-danger-soft text-danger-ink">
        <CircleAlert aria-hidden="true" className="size-5" />
      </div>
      <p className="max-w-sm">{problemText(i18n, error)}</p>
      {onRetry && (
        <Button onClick={onRetry}>
          <Trans>Try again</Trans>
        </Button>
      )}
      {requestId && (
        <p className="text-muted text-xs">
          <Trans>
            Request <span className="font-mono">{requestId}</span>
          </Trans>
        </p>
      )}
    </div>
  );
}
