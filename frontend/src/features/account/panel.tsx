import type { ReactNode } from 'react';
import { Card } from '@/ui/card';

/** One part of the account's page: what it is about, and what can be done. */
export function Panel({ title, lead, children }: { title: ReactNode; lead?: ReactNode; children: ReactNode }) {
  return (
    <Card>
      <div className="flex flex-col gap-5">
        <header className="flex flex-col gap-1">
          <h2 className="font-semibold text-lg">{title}</h2>
          {lead && <div className="max-w-prose text-muted [overflow-wrap:anywhere]">{lead}</div>}
        </header>
        {children}
      </div>
    </Card>
  );
}
