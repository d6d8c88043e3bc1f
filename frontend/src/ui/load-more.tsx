import { Trans } from '@lingui/react/macro';
import { Button } from './button';

/** The foot of a list that has further pages. */
export function LoadMore({ hasMore, busy, onMore }: { hasMore: boolean; busy: boolean; onMore: () => void }) {
  if (!hasMore) return null;
  return (
    <div className="flex justify-center pt-4">
      <Button onClick={onMore} busy={busy}>
        <Trans>Load more</Trans>
      </Button>
    </div>
  );
}
