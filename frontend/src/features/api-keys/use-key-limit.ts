import { useLingui } from '@lingui/react/macro';
import type { ApiKey } from '@/api/types';
import { mayGive, useGiver } from '@/features/roles/giving';
import { usePlace } from '@/features/session/place';

/** Why the reader may not change, rotate or delete a key, in words, or nothing where they may. The server decides. */
export function useKeyLimit(): (key: ApiKey) => string | undefined {
  const { t } = useLingui();
  const { user } = usePlace();
  const giver = useGiver();
  return (key) => {
    if (key.created_by.id === user.id) return undefined;
    const lacking = key.permissions.find((permission) => !mayGive(giver, permission));
    return lacking && t`Holds ${lacking}, which you lack`;
  };
}
