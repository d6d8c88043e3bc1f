import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Import } from '@/api/types';
import { Banner } from '@/ui/banner';
import { ProgressBar } from '@/ui/progress-bar';
import { useRate } from './use-rate';

/** How far the server is: with checking, inviting or revoking. Read out when it changes by a tenth, not each time. */
export function Working({ of, children }: { of: Import; children?: ReactNode }) {
  const { t, i18n } = useLingui();
  const { done, all, title, label } = useStage(of);
  const number = new Intl.NumberFormat(i18n.locale);
  const [now, total] = [number.format(done), number.format(all)];
  const tenth = all > 0 ? Math.floor((10 * done) / all) * 10 : 0;
  return (
    <section
      aria-labelledby="working"
      className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-5 shadow-card max-sm:p-4"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id="working" className="font-semibold text-lg">
          {title}
        </h2>
        <p className="text-muted text-sm tabular-nums">
          <Trans>{`${now} of ${total}`}</Trans>
        </p>
      </div>
      <ProgressBar label={label} value={done} max={all} text={t`${now} of ${total}`} />
      <p role="status" className="sr-only">
        {t`${tenth} percent done`}
      </p>
      {of.faults > 0 && (
        <Banner tone="warn">
          <Trans>
            Something went wrong in the server. It tries again by itself; where that doesn't help, this ends in some
            minutes, and the page says what to do.
          </Trans>
        </Banner>
      )}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <div className="flex min-w-0 flex-col gap-0.5 text-muted text-sm">
          {of.faults === 0 && (
            <Pace done={done} left={all - done} startedAt={of.state === 'running' ? of.started_at : null} />
          )}
          <p>
            <Trans>You can leave this page. The server goes on by itself, and you find here how far it is.</Trans>
          </p>
        </div>
        {children}
      </div>
    </section>
  );
}

function useStage(of: Import) {
  const { t } = useLingui();
  const { state, counts, checked_rows, done_rows, failed_rows, revoked_rows } = of;
  if (state === 'running') {
    const done = done_rows + failed_rows;
    return { done, all: Math.max(counts.valid, done), title: t`Inviting people`, label: t`Invited` };
  }
  if (state === 'revoking') {
    return { done: revoked_rows, all: done_rows, title: t`Revoking the invitations`, label: t`Revoked` };
  }
  return {
    done: checked_rows,
    all: Math.max(counts.total, checked_rows),
    title: t`Checking the rows`,
    label: t`Checked`,
  };
}

function Pace({ done, left, startedAt }: { done: number; left: number; startedAt: string | null }) {
  const { i18n } = useLingui();
  const rate = useRate(done, startedAt);
  if (!rate || rate <= 0 || left <= 0) return null;
  const perSecond = new Intl.NumberFormat(i18n.locale, { maximumFractionDigits: rate < 10 ? 1 : 0 }).format(rate);
  return (
    <p className="tabular-nums">
      <Trans>{perSecond} a second</Trans>
      {' · '}
      <TimeLeft seconds={left / rate} />
    </p>
  );
}

function TimeLeft({ seconds }: { seconds: number }) {
  if (seconds < 60) {
    return <Plural value={Math.max(1, Math.ceil(seconds))} one="about # second left" other="about # seconds left" />;
  }
  if (seconds < 5_400) {
    return <Plural value={Math.round(seconds / 60)} one="about # minute left" other="about # minutes left" />;
  }
  return <Plural value={Math.round(seconds / 3_600)} one="about # hour left" other="about # hours left" />;
}
