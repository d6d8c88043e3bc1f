import { Loading, Skeleton } from '@/ui/skeleton';

const rows = ['w-36', 'w-44', 'w-32', 'w-40', 'w-28'];

export function InvitationsSkeleton() {
  return (
    <Loading>
      <div className="rounded-lg border border-line bg-surface pt-9 shadow-card">
        {rows.map((width, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: these rows never change their order
          <div key={index} className="flex h-[3.8rem] items-center gap-3 border-line border-t px-4">
            <Skeleton className="size-8 rounded-full!" />
            <Skeleton className={`h-3 ${width}`} />
            <Skeleton className="ml-auto h-5 w-24 rounded-full! max-sm:hidden" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
