import { useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import * as z from 'zod/mini';
import { isProblem } from '@/api/problem';
import { putAnswer } from '@/api/put-answer';
import type { UserPatch } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { applyFieldErrors } from '@/lib/form';
import { useZodForm } from '@/lib/zod-form';
import { type TaggedUser, updateUser, useRefreshUsers } from './people';
import { editedUserQuery, userQuery } from './queries';

export type EditValues = { name: string; roles: string[]; locations: string[] };
export type EditField = keyof EditValues;

export const editFields: EditField[] = ['name', 'roles', 'locations'];

export const valuesOf = ({ name, roles, locations }: TaggedUser): EditValues => ({
  name,
  roles: roles.map(({ id }) => id),
  locations: locations.map(({ id }) => id),
});

/** Whether two values of a field mean the same: the order of roles and locations does not matter. */
export function sameValue(a: string | string[], b: string | string[]): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return a.length === b.length && a.every((each) => b.includes(each));
}

/** The fields in which two versions differ. */
export const changedFields = (from: EditValues, to: EditValues): EditField[] =>
  editFields.filter((field) => !sameValue(from[field], to[field]));

/** Only what was changed is sent, so that what the editor may not touch is not touched. */
export function patchOf(from: EditValues, to: EditValues): UserPatch {
  const changed = changedFields(from, to);
  return {
    ...(changed.includes('name') ? { name: to.name } : {}),
    ...(changed.includes('roles') ? { role_ids: to.roles } : {}),
    ...(changed.includes('locations') ? { location_ids: to.locations } : {}),
  };
}

/** The values of a newer version with one's own changes put over it. */
export function rebase(base: EditValues, mine: EditValues, theirs: EditValues): EditValues {
  const own = changedFields(base, mine);
  return {
    name: own.includes('name') ? mine.name : theirs.name,
    roles: own.includes('roles') ? mine.roles : theirs.roles,
    locations: own.includes('locations') ? mine.locations : theirs.locations,
  };
}

/**
 * The form over one person: the version it started from, taking over what others change while nothing is typed, and both
 * versions where both changed.
 */
export function useEditUser(start: TaggedUser) {
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  const refresh = useRefreshUsers(workspaceId);
  const [base, setBase] = useState(start);
  const [theirs, setTheirs] = useState<TaggedUser | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const newest = useQuery(editedUserQuery(workspaceId, start.id));
  const form = useZodForm<EditValues>(useEditSchema(), valuesOf(start));
  const values = form.watch();
  const dirty = changedFields(valuesOf(base), values).length > 0;

  function startFrom(user: TaggedUser, shown = valuesOf(user)) {
    setBase(user);
    setTheirs(null);
    setError(null);
    form.reset(valuesOf(user));
    for (const field of changedFields(valuesOf(user), shown)) form.setValue(field, shown[field], { shouldDirty: true });
  }
  useEffect(() => {
    if (!newest.data || newest.data.etag === base.etag || dirty || busy) return;
    setBase(newest.data);
    form.reset(valuesOf(newest.data));
  }, [newest.data, base.etag, dirty, busy, form]);

  /** Saves; the saved person, or null where something has to be answered first. */
  async function save(changed: EditValues): Promise<TaggedUser | null> {
    if (busy) return null;
    setBusy(true);
    setError(null);
    try {
      const saved = await updateUser(workspaceId, base, patchOf(valuesOf(base), changed));
      await putAnswer(queryClient, userQuery(workspaceId, saved.id).queryKey, saved);
      await putAnswer(queryClient, editedUserQuery(workspaceId, saved.id).queryKey, saved);
      startFrom(saved);
      refresh();
      return saved;
    } catch (failure) {
      await refused(failure);
      return null;
    } finally {
      setBusy(false);
    }
  }
  async function refused(failure: unknown) {
    if (isProblem(failure, 'precondition_failed')) {
      const { data, error: unread } = await newest.refetch();
      if (unread || !data) setError(unread);
      else setTheirs(data);
    } else if (isProblem(failure, 'role_above_own')) {
      form.setError('roles', { message: failure.detail });
    } else if (!applyFieldErrors(form, failure, { role_ids: 'roles', location_ids: 'locations' })) {
      setError(failure);
    }
  }
  return { form, values, base, theirs, dirty, busy, error, save, startFrom, close: () => setTheirs(null) };
}

function useEditSchema() {
  const { t } = useLingui();
  return useMemo(
    () =>
      z.object({
        name: z.string().check(z.trim(), z.minLength(1, t`Enter the person's name.`)),
        roles: z.array(z.string()).check(z.minLength(1, t`Choose at least one role.`)),
        locations: z.array(z.string()),
      }),
    [t],
  );
}
