import type { ReactNode } from 'react';
import { Mark } from '@/ui/mark';

/** The frame of the pages outside a workspace: one narrow column under the product's name. */
export function PublicFrame({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col items-center bg-[radial-gradient(60rem_28rem_at_50%_-8rem,var(--color-accent-soft),transparent)] px-4 py-[clamp(2rem,12vh,7.5rem)] max-sm:py-10">
      <header className="mb-7 flex items-center gap-2.5 font-semibold text-lg tracking-[-0.011em]">
        <Mark className="size-7" />
        Gatehouse
      </header>
      <main id="main" className="w-full max-w-[25.5rem]">
        {children}
      </main>
    </div>
  );
}
