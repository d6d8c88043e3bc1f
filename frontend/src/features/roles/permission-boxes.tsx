import { Trans, useLingui } from '@lingui/react/macro';
import { Lock } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';
import type { Permission } from '@/api/types';
import { linkClass } from '@/ui/link-class';
import { SearchField } from '@/ui/search-field';
import { type Giver, mayGive } from './giving';
import { groupPermissions, type PermissionGroup, permissionText, resourceText } from './permission-text';

type PermissionBoxesProps = {
  catalogue: Permission[];
  value: string[];
  onChange: (permissions: string[]) => void;
  giver: Giver;
  error?: string | undefined;
};

const searchFrom = 25;

/**
 * The permissions of a role, by what they are about. What the editor does not hold is shown as it is and locked: they can
 * neither give nor take it. Tab and the arrows both walk through a group.
 */
export function PermissionBoxes({ catalogue, value, onChange, giver, error }: PermissionBoxesProps) {
  const { t, i18n } = useLingui();
  const [sought, setSought] = useState('');
  const needle = sought.trim().toLocaleLowerCase();
  const matches = ({ permission, description }: Permission) =>
    `${permission} ${permissionText(i18n, permission, description)}`.toLocaleLowerCase().includes(needle);
  const groups = groupPermissions(needle ? catalogue.filter(matches) : catalogue);

  /** Whatever cannot be changed stays as it was. */
  function set(permissions: string[], on: boolean) {
    const changed = permissions.filter((each) => mayGive(giver, each));
    const others = value.filter((each) => !changed.includes(each));
    onChange(on ? [...others, ...changed] : others);
  }
  return (
    <div className="flex flex-col gap-5">
      {catalogue.length >= searchFrom && (
        <SearchField label={t`Find a permission`} value={sought} onChange={setSought} className="max-w-sm" />
      )}
      {error && (
        <p role="alert" className="text-danger-ink text-sm">
          {error}
        </p>
      )}
      {groups.length === 0 && (
        <p className="text-muted">
          <Trans>Nothing matches</Trans>
        </p>
      )}
      <div className="columns-2 gap-x-8 max-lg:columns-1">
        {groups.map((group) => (
          <Group key={`${group.own} ${group.resource}`} group={group} value={value} giver={giver} onSet={set} />
        ))}
      </div>
    </div>
  );
}

type GroupProps = {
  group: PermissionGroup<Permission>;
  value: string[];
  giver: Giver;
  onSet: (permissions: string[], on: boolean) => void;
};

function Group({ group, value, giver, onSet }: GroupProps) {
  const { t, i18n } = useLingui();
  const id = useId();
  const open = group.permissions.map(({ permission }) => permission).filter((each) => mayGive(giver, each));
  const all = open.length > 0 && open.every((each) => value.includes(each));
  const title = resourceText(i18n, group.resource);
  return (
    <fieldset aria-labelledby={id} className="mb-6 flex min-w-0 break-inside-avoid flex-col" onKeyDown={walk}>
      <div className="flex items-baseline justify-between gap-3 border-line border-b pb-1.5">
        <h3 id={id} className="font-semibold [overflow-wrap:anywhere]">
          {title}
          {group.own && (
            <span className="font-normal text-muted text-sm">
              {' '}
              <Trans>(of your own app)</Trans>
            </span>
          )}
        </h3>
        {open.length > 1 && (
          <button
            type="button"
            className={`${linkClass} shrink-0 text-sm`}
            aria-label={all ? t`Choose none of ${title}` : t`Choose all of ${title}`}
            onClick={() => onSet(open, !all)}
          >
            {all ? <Trans>None</Trans> : <Trans>All</Trans>}
          </button>
        )}
      </div>
      <div className="flex flex-col gap-3 pt-3">
        {group.permissions.map((permission) => (
          <Box
            key={permission.permission}
            permission={permission}
            checked={value.includes(permission.permission)}
            locked={!mayGive(giver, permission.permission)}
            onSet={(on) => onSet([permission.permission], on)}
          />
        ))}
      </div>
    </fieldset>
  );
}

type BoxProps = { permission: Permission; checked: boolean; locked: boolean; onSet: (on: boolean) => void };

function Box({ permission: { permission, description }, checked, locked, onSet }: BoxProps) {
  const { i18n } = useLingui();
  const id = useId();
  const text = permissionText(i18n, permission, description);
  return (
    <div className="flex items-start gap-2.5">
      {/* A locked box keeps its place in the walk, so that its reason is read. */}
      <input
        type="checkbox"
        id={id}
        checked={checked}
        aria-disabled={locked || undefined}
        aria-describedby={locked ? `${id}-lock` : undefined}
        onChange={(event) => !locked && onSet(event.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent aria-disabled:opacity-50 max-sm:size-5"
      />
      <div className="flex min-w-0 flex-col [overflow-wrap:anywhere]">
        <label htmlFor={id} className={locked ? 'text-muted' : undefined}>
          {text}
          {text !== permission && <code className="block font-mono text-muted text-xs">{permission}</code>}
        </label>
        {locked && (
          <span id={`${id}-lock`} className="flex items-center gap-1 text-muted text-xs">
            <Lock aria-hidden="true" className="size-3 shrink-0" />
            <Trans>You don't hold this yourself, so you can neither give nor take it.</Trans>
          </span>
        )}
      </div>
    </div>
  );
}

/** Arrows walk through the boxes of a group. */
function walk(event: KeyboardEvent<HTMLFieldSetElement>) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  const boxes = [...event.currentTarget.querySelectorAll<HTMLInputElement>('input[type=checkbox]')];
  const at = boxes.findIndex((box) => box.matches(':focus'));
  const next = step === undefined || at < 0 ? undefined : boxes[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
