import type { ReactNode } from 'react';
import { Mark } from '@/ui/mark';

/** The frame of one's own account, which belongs to no workspace: a wide column under the product's name. */
export function AccountFrame({ children }: { children: ReactNode }) {
  return (
    <div className="min-h-dvh">
      <header className="border-line border-b bg-canvas">
        <div className="mx-auto flex h-14 w-full max-w-3xl items-center gap-2.5 px-6 font-semibold max-sm:px-4">
          <Mark className="size-6" />
          Gatehouse
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-3xl px-6 py-8 outline-none max-sm:px-4 max-sm:py-6">
        {children}
      </main>
    </div>
  );
}
