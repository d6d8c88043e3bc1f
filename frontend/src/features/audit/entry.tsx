import { Trans, useLingui } from '@lingui/react/macro';
import { ChevronDown } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { AuditEvent } from '@/api/types';
import { regional } from '@/lib/time';
import { linkClass } from '@/ui/link-class';
import { Time } from '@/ui/time';
import { Changes } from './changes';
import { FamilyIcon } from './family';
import type { AuditSearch } from './search';
import { Sentence } from './sentences';

type EntryProps = {
  event: AuditEvent;
  names: Record<string, string>;
  onSearch: (change: AuditSearch) => void;
};

/** One entry as a sentence; everything else of it opens beneath. */
export function Entry({ event, names, onSearch }: EntryProps) {
  const [open, setOpen] = useState(false);
  return (
    <li className="border-line border-b last:border-b-0">
      <details onToggle={(toggled) => setOpen(toggled.currentTarget.open)} className="group">
        <summary className="flex cursor-pointer list-none items-center gap-3 rounded-sm px-4 py-2.5 hover:bg-sunken/60 focus-visible:-outline-offset-2 max-sm:items-start max-sm:px-3 [&::-webkit-details-marker]:hidden">
          <FamilyIcon type={event.type} />
          <span className="flex min-w-0 flex-1 items-baseline gap-x-4 max-sm:flex-col">
            <span className="min-w-0 flex-1">
              <Sentence event={event} />
            </span>
            <span className="shrink-0 text-muted text-sm">
              <Time at={event.occurred_at} />
            </span>
          </span>
          <ChevronDown
            aria-hidden="true"
            className="size-4 shrink-0 text-muted transition-transform group-open:rotate-180 max-sm:mt-1.5"
          />
        </summary>
        {open && (
          <div className="flex flex-col gap-4 px-4 pt-1 pb-4 pl-15 max-sm:px-3 max-sm:pl-13">
            <Changes event={event} names={names} />
            <Facts event={event} names={names} />
            <Narrow event={event} names={names} onSearch={onSearch} />
          </div>
        )}
      </details>
    </li>
  );
}

function Facts({ event, names }: Pick<EntryProps, 'event' | 'names'>) {
  const { t, i18n } = useLingui();
  const exact = new Intl.DateTimeFormat(regional(i18n.locale), { dateStyle: 'full', timeStyle: 'long' });
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1 text-sm">
      <Fact term={t`When`}>{exact.format(new Date(event.occurred_at))}</Fact>
      {event.actor.owner_id && (
        <Fact term={t`Owner of the key`}>
          <bdi>{names[event.actor.owner_id] ?? t`somebody who is gone`}</bdi>
        </Fact>
      )}
      <Fact term={t`From`}>{event.ip || t`the server itself`}</Fact>
      {event.user_agent && <Fact term={t`With`}>{event.user_agent}</Fact>}
      {event.request_id && (
        <Fact term={t`Request`}>
          <span className="font-mono text-xs">{event.request_id}</span>
        </Fact>
      )}
      <Fact term={t`Recorded as`}>
        <span className="font-mono text-xs">{event.type}</span>
      </Fact>
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}

/** Ways from the entry to others like it. */
function Narrow({ event, names, onSearch }: EntryProps) {
  const { actor, target } = event;
  const owner = actor.owner_id;
  return (
    <div className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
      {(actor.kind === 'user' || actor.kind === 'api_key') && actor.id && (
        <Way onFollow={() => onSearch({ actor: actor.id ?? undefined })}>
          <Trans>
            Everything that <bdi>{actor.label}</bdi> did
          </Trans>
        </Way>
      )}
      {owner && names[owner] && (
        <Way onFollow={() => onSearch({ actor: owner })}>
          <Trans>
            Everything that <bdi>{names[owner]}</bdi> did
          </Trans>
        </Way>
      )}
      {target.kind === 'user' ? (
        <Way onFollow={() => onSearch({ about: target.id })}>
          <Trans>
            Everything about <bdi>{target.label}</bdi>
          </Trans>
        </Way>
      ) : (
        target.label && (
          <Way onFollow={() => onSearch({ target: target.id })}>
            <Trans>
              Everything about <bdi>{target.label}</bdi>
            </Trans>
          </Way>
        )
      )}
      <Way onFollow={() => onSearch({ action: event.type })}>
        <Trans>Entries of this kind</Trans>
      </Way>
    </div>
  );
}

function Way({ onFollow, children }: { onFollow: () => void; children: ReactNode }) {
  return (
    <button type="button" onClick={onFollow} className={`${linkClass} min-h-6 text-left max-sm:min-h-8`}>
      {children}
    </button>
  );
}
