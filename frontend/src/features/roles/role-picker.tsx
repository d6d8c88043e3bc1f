import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Info } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Role } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { problemText } from '@/i18n/problem-text';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { linkClass } from '@/ui/link-class';
import { MultiSelect } from '@/ui/multi-select';
import { LinkSkeleton } from '@/ui/skeleton';
import { grantable, useGiver } from './giving';
import { rolesQuery } from './queries';

const RolePanel = lazy(() => import('./role-panel'));

type RolePickerProps = {
  value: string[];
  onChange: (ids: string[]) => void;
  onBlur?: () => void;
  error?: string | undefined;
  label?: string;
  disabled?: boolean;
  /** Roles that the person has already: they may stay, whoever is choosing. */
  held?: string[];
  /** Instead of the picker's own sentence. */
  hint?: ReactNode;
};

/** Roles to give to someone: only those that allow no more than one's own, each with where it counts. */
export default function RolePicker({
  value,
  onChange,
  onBlur,
  error,
  label,
  disabled,
  held = [],
  hint,
}: RolePickerProps) {
  const { t, i18n } = useLingui();
  const { workspaceId, roles: own, can } = usePlace();
  const giver = useGiver();
  const readable = can('roles:read');
  const roles = useQuery({ ...rolesQuery(workspaceId), enabled: readable });

  if (roles.isError) {
    return (
      <Banner
        tone="danger"
        action={
          <Button size="sm" onClick={() => void roles.refetch()}>
            <Trans>Try again</Trans>
          </Button>
        }
      >
        <Trans>The roles could not be loaded.</Trans> {problemText(i18n, roles.error)}
      </Banner>
    );
  }
  const all = roles.data?.data ?? [];
  // Whoever may not read the roles still knows, and may give, their own.
  const given = readable ? grantable(all, giver) : own;
  const may = (id: string) => held.includes(id) || given.some((role) => role.id === id);
  const offered = all.filter((role) => may(role.id));
  const options = readable
    ? offered.map((role) => ({ id: role.id, name: role.name, description: <WhereAndWhat role={role} /> }))
    : own;
  const chosen = all.filter(({ id }) => value.includes(id));
  const givesAll = chosen.some((role) => role.built_in);
  return (
    <div className="flex flex-col gap-2">
      <MultiSelect
        label={label ?? t`Roles`}
        placeholder={roles.isLoading ? t`Loading…` : t`Choose roles`}
        options={options}
        value={value}
        onChange={onChange}
        {...(onBlur ? { onBlur } : {})}
        error={error}
        disabled={disabled || roles.isLoading}
        hint={
          hint ? (
            hint
          ) : givesAll ? (
            <Trans>
              Admin holds every permission: whoever has it can change everything here, also your own access.
            </Trans>
          ) : given.length < all.length ? (
            <Trans>You can give roles that allow no more than your own.</Trans>
          ) : undefined
        }
      />
      {roles.isLoading && <LinkSkeleton />}
      {offered.length > 0 && <WhatItAllows roles={chosen.length > 0 ? chosen : offered} />}
    </div>
  );
}

/** The second line of a choice: that it counts at the holder's locations only, and what it is for. */
function WhereAndWhat({ role: { scope, description } }: { role: Role }) {
  if (scope === 'workspace') return description;
  return (
    <>
      <Trans>Only at their locations</Trans>
      {description && ` · ${description}`}
    </>
  );
}

function WhatItAllows({ roles }: { roles: Role[] }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className={`${linkClass} inline-flex items-center gap-1 self-start text-sm max-sm:min-h-9`}
      >
        <Info aria-hidden="true" className="size-3.5" />
        {roles.length === 1 ? <Trans>What can this role do?</Trans> : <Trans>What can these roles do?</Trans>}
      </button>
      {open && (
        <Suspense fallback={null}>
          <RolePanel roles={roles} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
