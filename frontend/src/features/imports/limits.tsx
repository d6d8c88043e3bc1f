import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Import } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { Banner } from '@/ui/banner';
import { linkClass } from '@/ui/link-class';

/** How many more the workspace's limits leave room for, and whether that is enough for what is ready. */
export function roomFor({ limits, counts }: Pick<Import, 'limits' | 'counts'>) {
  const open = roomIn(limits.pending_invitations);
  const today = roomIn(limits.mails_today);
  return { open, today, tooManyOpen: counts.valid > open, tooManyToday: counts.valid > today };
}

const roomIn = ({ limit, used }: Import['limits']['mails_today']) =>
  limit === null ? Number.POSITIVE_INFINITY : Math.max(0, limit - used);

/** The limits that a run would meet, before it is started, with what to do where they are too narrow. */
export function Limits({ of }: { of: Import }) {
  const { workspaceId } = usePlace();
  const { open, today, tooManyOpen, tooManyToday } = roomFor(of);
  const { pending_invitations: pending, mails_today: mails } = of.limits;
  return (
    <div className="flex flex-col gap-3">
      {(pending.limit !== null || mails.limit !== null) && (
        <dl className="flex flex-wrap gap-x-6 gap-y-1 text-muted text-sm">
          <Limit title={<Trans>Open invitations</Trans>} {...pending} />
          <Limit title={<Trans>E-mails today</Trans>} {...mails} />
        </dl>
      )}
      {tooManyOpen && (
        <Banner tone="danger">
          <Plural
            value={open}
            _0="There is no room for more open invitations in this workspace."
            one="There is room for # more open invitation in this workspace."
            other="There is room for # more open invitations in this workspace."
          />{' '}
          <Plural value={of.counts.valid} one="# person is ready." other="# people are ready." />{' '}
          <Trans>
            <Link
              to="/w/$workspaceId/settings/permissions"
              params={{ workspaceId }}
              search={{ tab: 'invitations', show: 'pending' }}
              className={linkClass}
            >
              Revoke open invitations
            </Link>{' '}
            that nobody needs any more, wait until more people have accepted, upload fewer people at a time, or ask
            whoever runs the server for a higher limit.
          </Trans>
        </Banner>
      )}
      {tooManyToday && (
        <Banner tone="danger">
          <Plural
            value={today}
            _0="No more e-mails can go out from this workspace today."
            one="# more e-mail can go out from this workspace today."
            other="# more e-mails can go out from this workspace today."
          />{' '}
          <Plural value={of.counts.valid} one="# person is ready." other="# people are ready." />{' '}
          <Trans>
            Start tomorrow, upload fewer people at a time, or ask whoever runs the server for a higher limit.
          </Trans>
        </Banner>
      )}
    </div>
  );
}

function Limit({ title, used, limit }: { title: ReactNode; used: number; limit: number | null }) {
  const { i18n } = useLingui();
  if (limit === null) return null;
  const number = new Intl.NumberFormat(i18n.locale);
  const [now, most] = [number.format(used), number.format(limit)];
  return (
    <div className="flex gap-1.5">
      <dt>{title}:</dt>
      <dd className="tabular-nums">
        <Trans>{`${now} of at most ${most}`}</Trans>
      </dd>
    </div>
  );
}
