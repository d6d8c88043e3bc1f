import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { usePlace } from '@/features/session/place';
import { userQuery } from '@/features/users/queries';
import { linkClass } from '@/ui/link-class';
import { NativeSelect } from '@/ui/native-select';
import { Skeleton } from '@/ui/skeleton';
import { DayFields, dayText } from './days';
import { actionText } from './family';
import { type AuditSearch, cleared, families, isFiltered, lastDays } from './search';

const PersonFilter = lazy(() => import('./person-filter'));

type ToolbarProps = {
  search: AuditSearch;
  onSearch: (change: AuditSearch) => void;
  /** Names that the shown entries give to ids, for people who are gone. */
  labels: Record<string, string>;
};

/** What the log is narrowed by: kind, who did it, whom it is about, when; and what is set, each with a way out. */
export function AuditToolbar({ search, onSearch, labels }: ToolbarProps) {
  const { t, i18n } = useLingui();
  const { can } = usePlace();
  const [custom, setCustom] = useState(false);
  const family = families.find((each) => search.action === `${each}.*`);
  const options = families.map((each) => ({ id: `${each}.*`, name: actionText(i18n, `${each}.*`) }));
  const span = custom ? 'custom' : spanOf(search);
  return (
    <div className="flex flex-col gap-3 pb-5">
      <div className="flex flex-wrap gap-2">
        <NativeSelect
          label={t`Kind of entry`}
          options={[{ id: '', name: t`All kinds` }, ...options]}
          value={family ? `${family}.*` : ''}
          onChange={(event) => onSearch({ action: event.target.value || undefined })}
          className="w-44 max-sm:w-auto max-sm:min-w-32 max-sm:flex-1"
        />
        <NativeSelect
          label={t`Time`}
          options={[
            { id: 'any', name: t`Any time` },
            { id: '1', name: t`Today` },
            { id: '7', name: t`Last 7 days` },
            { id: '30', name: t`Last 30 days` },
            { id: 'custom', name: t`From … to …` },
          ]}
          value={span}
          onChange={({ target: { value } }) => {
            setCustom(value === 'custom');
            if (value === 'any') onSearch({ since: undefined, until: undefined });
            else if (value !== 'custom') onSearch({ since: lastDays(Number(value)), until: undefined });
          }}
          className="w-40 max-sm:w-auto max-sm:min-w-32 max-sm:flex-1"
        />
        {can('users:read') && (
          <Suspense fallback={<Skeleton className="h-9 w-96 rounded-md! max-sm:h-11" />}>
            <PersonFilter label={t`Done by`} onChoose={(actor) => onSearch({ actor })} />
            <PersonFilter label={t`About`} onChoose={(about) => onSearch({ about })} />
          </Suspense>
        )}
      </div>
      {span === 'custom' && <DayFields search={search} onSearch={onSearch} />}
      {isFiltered(search) && <Chips search={search} onSearch={onSearch} labels={labels} />}
    </div>
  );
}

function spanOf({ since, until }: AuditSearch): string {
  if (!since && !until) return 'any';
  const days = until ? undefined : ['1', '7', '30'].find((each) => lastDays(Number(each)) === since);
  return days ?? 'custom';
}

function Chips({ search, onSearch, labels }: ToolbarProps) {
  const { t, i18n } = useLingui();
  const { action, actor, about, target, since, until } = search;
  return (
    <ul aria-label={t`Filters`} className="flex flex-wrap items-center gap-2">
      {action && (
        <Chip text={actionText(i18n, action)} onRemove={() => onSearch({ action: undefined })}>
          {actionText(i18n, action)}
        </Chip>
      )}
      {actor && <PersonChip about={false} id={actor} labels={labels} onRemove={() => onSearch({ actor: undefined })} />}
      {about && <PersonChip about id={about} labels={labels} onRemove={() => onSearch({ about: undefined })} />}
      {target && (
        <Chip text={labels[target] ?? target} onRemove={() => onSearch({ target: undefined })}>
          <Trans>
            About <bdi>{labels[target] ?? `…${target.slice(-6)}`}</bdi>
          </Trans>
        </Chip>
      )}
      {since && (
        <Chip text={t`Since ${dayText(i18n, since)}`} onRemove={() => onSearch({ since: undefined })}>
          <Trans>Since {dayText(i18n, since)}</Trans>
        </Chip>
      )}
      {until && (
        <Chip text={t`Until ${dayText(i18n, until)}`} onRemove={() => onSearch({ until: undefined })}>
          <Trans>Until {dayText(i18n, until)}</Trans>
        </Chip>
      )}
      <li>
        <button type="button" onClick={() => onSearch(cleared)} className={`${linkClass} h-7 px-1 text-sm max-sm:h-10`}>
          <Trans>Clear filters</Trans>
        </button>
      </li>
    </ul>
  );
}

type PersonChipProps = { about: boolean; id: string; labels: Record<string, string>; onRemove: () => void };

/** The person as they are called today; whoever is gone, as the entries call them. */
function PersonChip({ about, id, labels, onRemove }: PersonChipProps) {
  const { t } = useLingui();
  const { workspaceId, can } = usePlace();
  const user = useQuery({ ...userQuery(workspaceId, id), enabled: can('users:read'), retry: false }).data;
  const name = user?.name ?? labels[id] ?? t`somebody who is gone`;
  return (
    <Chip text={about ? t`About ${name}` : t`Done by ${name}`} onRemove={onRemove}>
      {about ? (
        <Trans>
          About <bdi>{name}</bdi>
        </Trans>
      ) : (
        <Trans>
          Done by <bdi>{name}</bdi>
        </Trans>
      )}
    </Chip>
  );
}

function Chip({ text, onRemove, children }: { text: string; onRemove: () => void; children: ReactNode }) {
  const { t } = useLingui();
  return (
    <li className="edge inline-flex h-7 max-w-full items-center rounded-full bg-accent-soft pl-3 text-accent-ink text-sm max-sm:h-10">
      <span className="min-w-0 truncate">{children}</span>
      <button
        type="button"
        aria-label={t`Remove the filter: ${text}`}
        onClick={onRemove}
        className="grid size-7 shrink-0 place-items-center rounded-full hover:bg-pressed max-sm:size-10"
      >
        <X aria-hidden="true" className="size-3.5" />
      </button>
    </li>
  );
}
