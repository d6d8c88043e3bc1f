import type { ReactNode } from 'react';
import { Avatar } from './avatar';

/** A person in a list: name over e-mail address. Both wrap, so that nothing of them is cut off. */
export function Person({ name, email, aside }: { name: string; email?: string; aside?: ReactNode }) {
  return (
    <div className="flex min-w-0 items-start gap-3">
      <Avatar name={name} />
      <div className="flex min-w-0 flex-1 flex-col">
        {aside ? (
          <span className="flex flex-wrap items-center gap-x-2">
            <Name name={name} />
            {aside}
          </span>
        ) : (
          <Name name={name} />
        )}
        {email && <span className="text-muted text-sm [overflow-wrap:anywhere]">{email}</span>}
      </div>
    </div>
  );
}

function Name({ name }: { name: string }) {
  return <bdi className="font-medium [overflow-wrap:anywhere]">{name}</bdi>;
}
