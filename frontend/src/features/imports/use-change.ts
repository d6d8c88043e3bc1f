import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';
import type { ImportPatch } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { importQuery, type TaggedImport, updateImport } from './api';

/** Changes an import as it was read. Where somebody else was first, theirs is shown and one's own is kept to be saved again. */
export function useChange(of: TaggedImport) {
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function save(patch: ImportPatch): Promise<boolean> {
    if (busy) return false;
    setBusy(true);
    setError(null);
    try {
      await updateImport(workspaceId, of, patch);
      await queryClient.invalidateQueries({ queryKey: keys.imports(workspaceId) });
      return true;
    } catch (failure) {
      if (isProblem(failure, 'precondition_failed')) {
        await queryClient.invalidateQueries({ queryKey: importQuery(workspaceId, of.id).queryKey });
      }
      setError(failure);
      return false;
    } finally {
      setBusy(false);
    }
  }
  return { save, busy, error };
}
