import { Loading, Skeleton } from '@/ui/skeleton';

const rows = ['w-36', 'w-44', 'w-32', 'w-40', 'w-36', 'w-28', 'w-44', 'w-32'];

/** The table's shape while its first page is on the way. */
export function UsersSkeleton() {
  return (
    <Loading>
      <div className="mt-7 rounded-lg border border-line bg-surface pt-9 shadow-card max-sm:pt-0">
        {rows.map((width, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: these rows never change their order
          <div key={index} className="flex h-[3.8rem] items-center gap-3 border-line border-t px-4">
            <Skeleton className="size-8 rounded-full!" />
            <div className="flex flex-col gap-1.5">
              <Skeleton className={`h-3 ${width}`} />
              <Skeleton className="h-2.5 w-48 max-sm:w-40" />
            </div>
            <Skeleton className="ml-auto h-5 w-24 rounded-full! max-sm:hidden" />
            <Skeleton className="h-3 w-20 max-lg:hidden" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
