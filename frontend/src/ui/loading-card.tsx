import { PublicCard } from './public-card';
import { Loading, Skeleton } from './skeleton';

/** A public page whose content is on its way. */
export function LoadingCard({ title }: { title: string }) {
  return (
    <PublicCard title={title}>
      <Loading>
        <div className="flex flex-col gap-4">
          <Skeleton className="h-4 w-3/4" />
          <Skeleton className="h-9 w-full" />
          <Skeleton className="h-9 w-full" />
          <Skeleton className="h-10 w-full" />
        </div>
      </Loading>
    </PublicCard>
  );
}
