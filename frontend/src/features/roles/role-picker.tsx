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
  const { workspaceId, permissions } = usePlace();
  const roles = useQuery(rolesQuery(workspaceId));

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
  const given = grantable(all, permissions);
  const options = all.filter((role) => given.includes(role) || held.includes(role.id));
  const givesAll = all.some((role) => role.built_in && value.includes(role.id));
  return (
    <MultiSelect
      label={label ?? t`Roles`}
      placeholder={roles.isPending ? t`Loading…` : t`Choose roles`}
      options={options}
      value={value}
      onChange={onChange}
      {...(onBlur ? { onBlur } : {})}
      error={error}
      disabled={disabled || roles.isPending}
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
