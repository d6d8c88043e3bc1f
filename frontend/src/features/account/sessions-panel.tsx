import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Monitor, Smartphone } from 'lucide-react';
import { useState } from 'react';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';
import type { OwnSession } from '@/api/types';
import { useSignOut } from '@/features/session/use-sign-out';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Confirm } from '@/ui/confirm';
import { ErrorState } from '@/ui/error-state';
import { Loading, Skeleton } from '@/ui/skeleton';
import { Time } from '@/ui/time';
import { showToast } from '@/ui/toast';
import { endOtherSessions, endSession, sessionsQuery } from './api';
import { Panel } from './panel';

export default function SessionsPanel() {
  const sessions = useQuery(sessionsQuery);
  return (
    <Panel
      title={<Trans>Where you are signed in</Trans>}
      lead={
        <Trans>
          Every browser and program in which your account is open. You don’t know one of them? End it, and change your
          password.
        </Trans>
      }
    >
      {sessions.isPending && <SessionsSkeleton />}
      {sessions.isError && !sessions.data && (
        <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
      )}
      {sessions.data && <Sessions list={sessions.data} />}
    </Panel>
  );
}

function Sessions({ list }: { list: OwnSession[] }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const signOut = useSignOut();
  const [asking, setAsking] = useState<OwnSession | 'others' | null>(null);
  const others = list.filter((session) => !session.current).length;
  const refresh = () => queryClient.invalidateQueries({ queryKey: keys.sessions });

  async function end() {
    if (asking === 'others') await endOtherSessions();
    else if (asking) await endSession(asking.id).catch(unlessGone);
    await refresh();
    showToast({ title: asking === 'others' ? t`You are signed out everywhere else` : t`The session is ended` });
  }
  return (
    <>
      <ul className="flex flex-col divide-y divide-line border-line border-y">
        {list.map((session) => (
          <Row
            key={session.id}
            session={session}
            onEnd={() => (session.current ? void signOut() : setAsking(session))}
          />
        ))}
      </ul>
      {others > 0 ? (
        <div>
          <Button variant="danger" onClick={() => setAsking('others')} className="max-sm:w-full">
            <Trans>Sign out everywhere else</Trans>
          </Button>
        </div>
      ) : (
        <p className="text-muted">
          <Trans>You are signed in nowhere else.</Trans>
        </p>
      )}
      <Confirm
        isOpen={asking !== null}
        onClose={() => setAsking(null)}
        title={asking === 'others' ? t`Sign out everywhere else?` : t`End this session?`}
        confirmLabel={asking === 'others' ? <Trans>Sign out everywhere else</Trans> : <Trans>End session</Trans>}
        onConfirm={end}
      >
        <p>
          {asking === 'others' ? (
            <Plural
              value={others}
              one="One other session ends at once. You stay signed in here."
              other="# other sessions end at once. You stay signed in here."
            />
          ) : (
            <Trans>
              {asking?.device ?? ''} is signed out at once, and what is open there stops. It can sign in again with your
              password.
            </Trans>
          )}
        </p>
      </Confirm>
    </>
  );
}

/** Somebody, or time, was quicker: that is what was wanted. */
function unlessGone(error: unknown) {
  if (!isProblem(error, 'not_found')) throw error;
}

function Row({ session, onEnd }: { session: OwnSession; onEnd: () => void }) {
  const { t } = useLingui();
  const Icon = /iPhone|Android/.test(session.device) ? Smartphone : Monitor;
  return (
    <li className="flex items-start gap-3 py-4 max-sm:flex-wrap">
      <span aria-hidden="true" className="mt-0.5 text-muted">
        <Icon className="size-5" />
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium" title={session.user_agent}>
            {session.device}
          </span>
          {session.current && (
            <Badge tone="ok">
              <Trans>This browser</Trans>
            </Badge>
          )}
        </p>
        <p className="text-muted text-sm [overflow-wrap:anywhere]">
          <Trans>
            Address {session.ip}, network {session.place}
          </Trans>
        </p>
        <p className="text-muted text-sm">
          <Trans>
            Last used <Time at={session.last_used_at} /> · signed in <Time at={session.created_at} />
          </Trans>
        </p>
      </div>
      <Button
        size="sm"
        onClick={onEnd}
        aria-label={session.current ? t`Sign out of this browser` : t`End the session of ${session.device}`}
        className="max-sm:ml-8"
      >
        {session.current ? <Trans>Sign out</Trans> : <Trans>End</Trans>}
      </Button>
    </li>
  );
}

function SessionsSkeleton() {
  return (
    <Loading>
      <Skeleton className="mb-3 h-16 w-full rounded-md!" />
      <Skeleton className="h-16 w-full rounded-md!" />
    </Loading>
  );
}
