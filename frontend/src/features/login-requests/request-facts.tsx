import { Trans } from '@lingui/react/macro';
import type { Approval, ApprovalUser } from '@/api/types';
import { Avatar } from '@/ui/avatar';
import { Names } from '@/ui/names';
import { StatusBadge } from '@/ui/status-badge';
import { Time } from '@/ui/time';
import { RequestFlags } from './request-flags';

/** Who waits, how they came, since when, where they stand, and what to look at twice. */
export function RequestFacts({ approval, user, nameId }: { approval: Approval; user: ApprovalUser; nameId: string }) {
  return (
    <div className="flex min-w-0 flex-1 items-start gap-3">
      <Avatar name={user.name} />
      <div className="flex min-w-0 flex-col gap-2">
        <div className="flex flex-col">
          <h3 id={nameId} className="font-semibold">
            <bdi>{user.name}</bdi>
          </h3>
          <p className="text-muted">{user.email}</p>
        </div>
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted text-sm">
          <StatusBadge status={user.status} />
          <span>
            <HowTheyCame approval={approval} /> <Time at={approval.created_at} />
          </span>
        </p>
        {user.locations.length > 0 && (
          <p className="text-muted text-sm">
            <Trans>
              At <Names of={user.locations} />
            </Trans>
          </p>
        )}
        {approval.message && (
          <blockquote className="border-line border-l-2 pl-3 text-sm [overflow-wrap:anywhere]">
            <span className="sr-only">
              <Trans>They wrote:</Trans>{' '}
            </span>
            <span className="whitespace-pre-line">{approval.message}</span>
          </blockquote>
        )}
        <RequestFlags flags={approval.flags} email={user.email} />
      </div>
    </div>
  );
}

export function HowTheyCame({ approval: { source, invited_by: by } }: { approval: Approval }) {
  if (source === 'access_request') return <Trans>Asked to join</Trans>;
  if (!by) return source === 'import' ? <Trans>Imported</Trans> : <Trans>Invited</Trans>;
  const who = <bdi className="text-ink">{by.name}</bdi>;
  return source === 'import' ? <Trans>Imported by {who}</Trans> : <Trans>Invited by {who}</Trans>;
}
