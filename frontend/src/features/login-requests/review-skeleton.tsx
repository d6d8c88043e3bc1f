import { Loading, Skeleton } from '@/ui/skeleton';

const rows = ['w-36', 'w-44', 'w-32'];

export function ReviewSkeleton() {
  return (
    <Loading>
      <div className="rounded-lg border border-line bg-surface shadow-card">
        {rows.map((width) => (
          <div key={width} className="flex items-start gap-3 border-line border-b p-5 last:border-b-0">
            <Skeleton className="size-8 rounded-full!" />
            <div className="flex flex-col gap-2 pt-1">
              <Skeleton className={`h-3.5 ${width}`} />
              <Skeleton className="h-3 w-52" />
              <Skeleton className="h-5 w-40 rounded-full!" />
            </div>
            <Skeleton className="ml-auto h-9 w-72 max-lg:hidden" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
