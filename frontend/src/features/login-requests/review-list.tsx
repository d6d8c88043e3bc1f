import { Trans } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { UserCheck } from 'lucide-react';
import { useMemo } from 'react';
import { usePlace } from '@/features/session/place';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { LoadMore } from '@/ui/load-more';
import { pendingQuery } from './pending-query';
import { Review } from './review';
import { ReviewSkeleton } from './review-skeleton';
import type { Source } from './search';
import { SourceFilter } from './source-filter';

type ReviewListProps = { source?: Source | undefined; onSource?: (source: Source | undefined) => void };

/** Everybody who waits for a decision. */
export function ReviewList({ source, onSource = () => undefined }: ReviewListProps) {
  const { workspaceId } = usePlace();
  const requests = useInfiniteQuery(pendingQuery(workspaceId, source));
  const pending = useMemo(() => requests.data?.pages.flatMap((page) => page.data), [requests.data]);
  const total = requests.data?.pages[0]?.total;
  if (requests.isPending) return <ReviewSkeleton />;
  if (!pending) return <ErrorState error={requests.error} onRetry={() => void requests.refetch()} />;
  return (
    <>
      {(source || pending.length > 0) && (
        <div className="pb-4">
          <SourceFilter value={source} onChange={onSource} />
        </div>
      )}
      <Review
        key={source}
        pending={pending}
        waiting={requests.hasNextPage ? total?.value : undefined}
        nobody={<NobodyWaits filtered={source !== undefined} />}
      />
      <LoadMore
        hasMore={requests.hasNextPage}
        busy={requests.isFetchingNextPage}
        onMore={() => void requests.fetchNextPage()}
        shown={pending.length}
        total={total}
      />
    </>
  );
}

function NobodyWaits({ filtered }: { filtered: boolean }) {
  return (
    <EmptyState
      icon={<UserCheck aria-hidden="true" className="size-5" />}
      title={filtered ? <Trans>Nobody who came this way is waiting.</Trans> : <Trans>Nobody is waiting.</Trans>}
    >
      <Trans>New requests appear here and on the dashboard by themselves.</Trans>
    </EmptyState>
  );
}
