import { useLingui } from '@lingui/react/macro';
import type { Role } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { mayGive, useGiver } from './giving';

/** Why the reader may not change or delete a role, in words, or nothing where they may. The server decides. */
export function useRoleLimits(): (role: Role) => string | undefined {
  const { t } = useLingui();
  const { can } = usePlace();
  const giver = useGiver();
  return (role) => {
    if (role.built_in) return t`Built in: it can't be changed or deleted`;
    if (!can('roles:write')) return t`Needs the permission roles:write`;
    const lacking = role.permissions.find((permission) => !mayGive(giver, permission));
    return lacking && t`Holds ${lacking}, which you lack`;
  };
}
