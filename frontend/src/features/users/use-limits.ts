import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { User } from '@/api/types';
import { useGiver, within } from '@/features/roles/giving';
import { rolesQuery } from '@/features/roles/queries';
import { usePlace } from '@/features/session/place';

/**
 * Why the reader may not do something to a person, in words, or nothing where they may. The server decides; this only says
 * beforehand what it would say. Without roles:read it can't be known what the person holds, and the server alone says so.
 */
export function useLimits(): (permission: string, user: User) => string | undefined {
  const { t } = useLingui();
  const { workspaceId, can, canFor } = usePlace();
  const giver = useGiver();
  const roles = useQuery({ ...rolesQuery(workspaceId), enabled: can('roles:read') }).data?.data ?? [];

  function above(user: User) {
    return user.roles.some(({ id }) => {
      const role = roles.find((one) => one.id === id);
      return role && !within(role, giver);
    });
  }
  return (permission, user) => {
    if (!can(permission)) return t`Needs the permission ${permission}`;
    if (!canFor(permission, user.locations)) return t`You may do this only for people of your own locations`;
    return above(user) ? t`Holds rights that you lack` : undefined;
  };
}
