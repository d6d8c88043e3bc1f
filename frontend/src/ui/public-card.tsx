import { type ReactNode, useEffect, useRef } from 'react';
import { useTitle } from '@/lib/use-title';

type PublicCardProps = {
  /** Names the browser tab, and is the h1 where `heading` is not given. */
  title: string;
  heading?: ReactNode;
  icon?: ReactNode;
  lead?: ReactNode;
  children?: ReactNode;
  foot?: ReactNode;
  /** For a card that replaces another on the same page: its heading takes the focus, so that it is read out. */
  announce?: boolean;
};

/** The card of a page outside a workspace, with the page's h1. */
export function PublicCard({ title, heading, icon, lead, children, foot, announce = false }: PublicCardProps) {
  const h1 = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  useEffect(() => {
    if (announce) h1.current?.focus({ preventScroll: true });
  }, [announce]);
  return (
    <>
      <div className="flex flex-col gap-6 rounded-xl border border-line bg-surface p-8 shadow-card max-sm:p-5">
        <header className="flex flex-col gap-1.5">
          {icon}
          <h1 ref={h1} tabIndex={-1} className="font-semibold text-xl">
            {heading ?? title}
          </h1>
          {lead && <div className="text-muted [overflow-wrap:anywhere]">{lead}</div>}
        </header>
        {children}
      </div>
      {foot && <div className="px-2 pt-5 text-center text-muted text-sm [overflow-wrap:anywhere]">{foot}</div>}
    </>
  );
}
