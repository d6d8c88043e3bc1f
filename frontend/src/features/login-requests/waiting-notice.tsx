import { Plural, Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Clock } from 'lucide-react';
import type { Approval } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { buttonClass } from '@/ui/button-class';
import { Time } from '@/ui/time';

const namesShown = 3;

/** On the dashboard of whoever decides: how many wait, a few names, and the way to them. Absent when nobody waits. */
export function WaitingNotice({ waiting, first }: { waiting: number; first: Approval[] }) {
  const { workspaceId } = usePlace();
  if (waiting === 0) return null;
  // Whoever has accepted waits in earnest; the others are named after them.
  const named = first.toSorted((a, b) => Number(a.user?.status === 'invited') - Number(b.user?.status === 'invited'));
  return (
    <section
      aria-labelledby="waiting"
      className="flex items-start gap-4 rounded-lg border border-warn-line/50 border-l-4 border-l-warn-line bg-warn-soft p-5 shadow-card max-sm:flex-col max-sm:p-4"
    >
      <Clock aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-warn-ink max-sm:hidden" />
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <h2 id="waiting" className="font-semibold text-lg">
          <Plural
            value={waiting}
            one="# person is waiting for your approval"
            other="# people are waiting for your approval"
          />
        </h2>
        <ul className="flex flex-col gap-0.5">
          {named.slice(0, namesShown).map(
            ({ id, user, created_at: since }) =>
              user && (
                <li key={id} className="[overflow-wrap:anywhere]">
                  <bdi className="font-medium">{user.name}</bdi>{' '}
                  <span className="text-muted text-sm">
                    {user.email} ·{' '}
                    <span className="whitespace-nowrap">
                      <Time at={since} />
                    </span>
                  </span>
                </li>
              ),
          )}
        </ul>
        {waiting > namesShown && (
          <p className="text-muted text-sm">
            <Plural value={waiting - namesShown} one="and # more" other="and # more" />
          </p>
        )}
      </div>
      <Link
        to="/w/$workspaceId/login-requests"
        params={{ workspaceId }}
        className={buttonClass('primary', 'md', 'max-sm:w-full')}
      >
        <Trans>Review requests</Trans>
      </Link>
    </section>
  );
}
