import type { ReactNode } from 'react';
import { useTitle } from '@/lib/use-title';

/** The one h1 of a page; it takes focus after a change of page, so that screen readers announce where one is. */
export function PageHeader({
  title,
  description,
  actions,
}: {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
}) {
  useTitle(title);
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3 pb-6">
      <div className="flex min-w-0 flex-col gap-1">
        <h1 tabIndex={-1} className="font-semibold text-2xl [overflow-wrap:anywhere]">
          {title}
        </h1>
        {description && <p className="max-w-prose text-muted [overflow-wrap:anywhere]">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
