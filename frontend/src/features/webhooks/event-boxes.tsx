import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { useId, useState } from 'react';
import { usePlace } from '@/features/session/place';
import { iconButtonClass } from '@/ui/button-class';
import { ErrorState } from '@/ui/error-state';
import { Loading, Skeleton } from '@/ui/skeleton';
import { all, chosenIn, type EventGroup, groupsOf, setEvent, setGroup, wholeOf } from './choice';
import { eventText, familyText } from './event-text';
import { eventNamesQuery } from './queries';

type EventBoxesProps = { value: string[]; onChange: (value: string[]) => void; error?: string | undefined };

/** What a webhook is told of: everything, whole groups, or single events of a group that is opened for that. */
export function EventBoxes({ value, onChange, error }: EventBoxesProps) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const id = useId();
  const known = useQuery(eventNamesQuery(workspaceId));
  if (known.isPending) return <BoxesSkeleton />;
  if (!known.data) return <ErrorState error={known.error} onRetry={() => void known.refetch()} />;
  const groups = groupsOf(known.data);
  const everything = value.includes(all);
  return (
    <fieldset
      aria-labelledby={id}
      aria-describedby={error ? `${id}-error` : undefined}
      className="flex min-w-0 flex-col"
    >
      <h3 id={id} className="pb-2 font-medium text-sm">
        <Trans>What it is told of</Trans>
      </h3>
      {error && (
        <p id={`${id}-error`} role="alert" className="pb-2 text-danger-ink text-sm">
          {error}
        </p>
      )}
      <ul className="rounded-lg border border-line">
        <li className="border-line border-b px-3 py-2.5">
          <Box
            label={t`Everything`}
            code={all}
            strong
            checked={everything}
            onSet={(on) => onChange(on ? [all] : [])}
            hint={<Trans>Also kinds of events that come with later versions.</Trans>}
          />
        </li>
        {groups.map((group) => (
          <Group
            key={group.family}
            group={group}
            value={value}
            onGroup={(on) => onChange(setGroup(groups, value, group, on))}
            onEvent={(event, on) => onChange(setEvent(groups, value, group, event, on))}
          />
        ))}
      </ul>
    </fieldset>
  );
}

type GroupProps = {
  group: EventGroup;
  value: string[];
  onGroup: (on: boolean) => void;
  onEvent: (event: string, on: boolean) => void;
};

function Group({ group, value, onGroup, onEvent }: GroupProps) {
  const { t, i18n } = useLingui();
  const id = useId();
  const chosen = chosenIn(group, value);
  const some = chosen.length > 0 && chosen.length < group.events.length;
  const [open, setOpen] = useState(some);
  const title = familyText(i18n, group.family);
  const counts = t`${chosen.length} of ${group.events.length}`;
  return (
    <li className="border-line border-b last:border-b-0">
      <div className="flex items-center gap-3 py-1 pr-1.5 pl-3">
        <div className="min-w-0 flex-1">
          <Box
            label={title}
            code={wholeOf(group.family)}
            strong
            checked={chosen.length === group.events.length}
            some={some}
            onSet={onGroup}
          />
        </div>
        <span className="shrink-0 text-muted text-xs tabular-nums">{counts}</span>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={`${id}-events`}
          aria-label={t`Single events: ${title}`}
          onClick={() => setOpen(!open)}
          className={iconButtonClass}
        >
          <ChevronDown aria-hidden="true" className={open ? 'rotate-180' : undefined} />
        </button>
      </div>
      <ul id={`${id}-events`} hidden={!open} className="flex flex-col gap-2.5 pt-1 pr-3 pb-3 pl-9">
        {group.events.map((event) => (
          <li key={event}>
            <Box
              label={eventText(i18n, event)}
              code={event}
              checked={chosen.includes(event)}
              onSet={(on) => onEvent(event, on)}
            />
          </li>
        ))}
      </ul>
    </li>
  );
}

type BoxProps = {
  label: string;
  /** How the API writes it. */
  code: string;
  hint?: React.ReactNode;
  strong?: boolean;
  checked: boolean;
  /** Some of what it stands for is chosen, and not all. */
  some?: boolean;
  onSet: (on: boolean) => void;
};

function Box({ label, code, hint, strong = false, checked, some = false, onSet }: BoxProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <input
        type="checkbox"
        id={id}
        checked={checked}
        ref={(box) => {
          if (box) box.indeterminate = some;
        }}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onSet(event.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent max-sm:size-5"
      />
      <div className="flex min-w-0 flex-col [overflow-wrap:anywhere]">
        <label htmlFor={id} className="flex flex-wrap items-baseline gap-x-2">
          <span className={strong ? 'font-medium' : undefined}>{label}</span>
          {label !== code && <code className="font-mono text-muted text-xs">{code}</code>}
        </label>
        {hint && (
          <span id={`${id}-hint`} className="text-muted text-sm">
            {hint}
          </span>
        )}
      </div>
    </div>
  );
}

function BoxesSkeleton() {
  return (
    <Loading>
      <div className="flex flex-col gap-4 rounded-lg border border-line p-4">
        {['w-24', 'w-20', 'w-28', 'w-32', 'w-20'].map((width, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: bars have nothing else
          <Skeleton key={index} className={`h-3.5 ${width}`} />
        ))}
      </div>
    </Loading>
  );
}
