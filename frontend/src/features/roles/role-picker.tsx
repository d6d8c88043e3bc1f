import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { usePlace } from '@/features/session/place';
import { problemText } from '@/i18n/problem-text';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { MultiSelect } from '@/ui/multi-select';
import { grantable, rolesQuery } from './queries';

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

/** Roles to give to someone: only those that allow no more than one's own. */
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
  const { workspaceId, permissions, roles: own, can } = usePlace();
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
  const given = readable ? grantable(all, permissions) : own;
  const may = (id: string) => held.includes(id) || given.some((role) => role.id === id);
  const options = readable ? all.filter((role) => may(role.id)) : own;
  const givesAll = all.some((role) => role.built_in && value.includes(role.id));
  return (
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
          <Trans>Admin holds every permission: whoever has it can change everything here, also your own access.</Trans>
        ) : given.length < all.length ? (
          <Trans>You can give roles that allow no more than your own.</Trans>
        ) : undefined
      }
    />
  );
}
