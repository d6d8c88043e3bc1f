import { PublicCard } from './public-card';
import { Loading, Skeleton } from './skeleton';

/** A public page whose content is on its way. */
export function LoadingCard({ title }: { title: string }) {
  return (
    <PublicCard title={title}>
      <LoadingFields />
    </PublicCard>
  );
}

/** A form that is on its way. */
export function LoadingFields() {
  return (
    <Loading>
      <div className="flex flex-col gap-5">
        <Skeleton className="h-4 w-1/3" />
        <Skeleton className="h-9 w-full" />
        <Skeleton className="h-4 w-1/3" />
        <Skeleton className="h-9 w-full" />
        <Skeleton className="h-10 w-full" />
      </div>
    </Loading>
  );
}
