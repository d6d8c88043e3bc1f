import type { ReactNode } from 'react';

/** Stays at the lower edge of the window while there is something to save. */
export function SaveBar({ note, children }: { note?: ReactNode; children: ReactNode }) {
  return (
    <div className="edge sticky bottom-0 z-10 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg border border-line bg-raised px-5 py-3 shadow-pop max-sm:-mx-4 max-sm:rounded-none max-sm:px-4">
      <p role="status" className="min-w-0 text-muted text-sm">
        {note}
      </p>
      <div className="flex gap-2 max-sm:w-full max-sm:[&>*]:flex-1">{children}</div>
    </div>
  );
}
