import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DecidedApproval } from '@/api/types';
import { Banner } from '@/ui/banner';
import { IconButton } from '@/ui/icon-button';
import { DecisionText } from './decision-text';

export type Miss = { name: string; outcome: DecidedApproval };

export const outcomeId = 'bulk-outcome';

/** Whose request was not decided as asked, and why, person by person. */
export function BulkOutcome({ misses, done, onClose }: { misses: Miss[]; done: number; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <section id={outcomeId} tabIndex={-1} aria-label={t`What happened`} className="outline-offset-4">
      <Banner tone="warn" action={<IconButton label={t`Close`} icon={<X aria-hidden="true" />} onClick={onClose} />}>
        <p className="font-semibold">
          <Plural value={misses.length} one="# request was not decided" other="# requests were not decided" />
          {done > 0 && (
            <span className="font-normal">
              {' '}
              <Plural value={done} one="(# was)" other="(# were)" />
            </span>
          )}
        </p>
        <ul className="mt-1 flex flex-col gap-1">
          {misses.map(({ name, outcome }) => (
            <li key={outcome.id}>
              <bdi className="font-medium">{name}</bdi>: <Why outcome={outcome} />
            </li>
          ))}
        </ul>
      </Banner>
    </section>
  );
}

function Why({ outcome: { code, detail, decision } }: { outcome: DecidedApproval }): ReactNode {
  if (code === 'already_decided' && decision) return <DecisionText decision={decision} />;
  if (code === 'four_eyes') return <Trans>You invited them, so somebody else has to approve them.</Trans>;
  if (code === 'role_above_own') {
    return <Trans>Their roles allow more than yours. Choose other roles, or ask somebody who holds them.</Trans>;
  }
  return detail ?? <Trans>Something went wrong. Try again.</Trans>;
}
