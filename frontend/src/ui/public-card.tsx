import type { ReactNode } from 'react';
import { useTitle } from '@/lib/use-title';

/** The card of a page outside a workspace, with the page's h1. `title` names the browser tab. */
export function PublicCard({
  title,
  heading,
  icon,
  lead,
  children,
  foot,
}: {
  title: string;
  heading?: ReactNode;
  icon?: ReactNode;
  lead?: ReactNode;
  children?: ReactNode;
  foot?: ReactNode;
}) {
  useTitle(title);
  return (
    <>
      <div className="flex flex-col gap-6 rounded-xl border border-line bg-surface p-8 shadow-card max-sm:p-5">
        <header className="flex flex-col gap-1.5">
          {icon}
          <h1 tabIndex={-1} className="font-semibold text-xl">
            {heading ?? title}
          </h1>
          {lead && <div className="text-muted">{lead}</div>}
        </header>
        {children}
      </div>
      {foot && <div className="px-2 pt-5 text-center text-muted text-sm">{foot}</div>}
    </>
  );
}
