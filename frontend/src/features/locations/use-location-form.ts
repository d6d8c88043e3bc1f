import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import * as z from 'zod/mini';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';
import type { Location, LocationPatch } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { applyFieldErrors } from '@/lib/form';
import { useSubmitKey } from '@/lib/submit-key';
import { useZodForm } from '@/lib/zod-form';
import { createLocation, locationQuery, type TaggedLocation, updateLocation } from './queries';

export type LocationValues = { name: string; address: string; timezone: string };
export type Conflict = { mine: LocationValues; theirs: TaggedLocation };

export const valuesOf = (location: Location | null): LocationValues => ({
  name: location?.name ?? '',
  address: location?.address ?? '',
  timezone: location?.timezone ?? '',
});

/** What differs from the location as it was read; an empty text empties the field. */
export function patchOf(base: Location, values: LocationValues): LocationPatch {
  const before = valuesOf(base);
  return {
    ...(values.name !== before.name ? { name: values.name } : {}),
    ...(values.address !== before.address ? { address: values.address || null } : {}),
    ...(values.timezone !== before.timezone ? { timezone: values.timezone || null } : {}),
  };
}

/** The form of a location: a new one, or one as it was read. Where somebody else saved first, `conflict` holds both. */
export function useLocationForm(start: TaggedLocation | null, onSaved: (location: Location) => void) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  const submitKey = useSubmitKey();
  const [base, setBase] = useState(start);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const schema = useMemo(
    () =>
      z.object({
        name: z.string().check(z.trim(), z.minLength(1, t`Enter a name for the location.`)),
        address: z.string().check(z.trim()),
        timezone: z.string(),
      }),
    [t],
  );
  const form = useZodForm(schema, valuesOf(start));
  const save = useMutation({
    mutationFn: (values: LocationValues) => {
      if (base) return updateLocation(workspaceId, base.id, patchOf(base, values), base.etag);
      const body = Object.fromEntries(Object.entries(values).filter(([, text]) => text)) as LocationValues;
      return createLocation(workspaceId, body, submitKey.keyFor(body));
    },
    onSuccess: async (location) => {
      submitKey.done();
      await queryClient.invalidateQueries({ queryKey: keys.locations(workspaceId) });
      onSaved(location);
    },
    onError: async (failure, mine) => {
      if (isProblem(failure, 'name_taken')) {
        form.setError('name', { message: t`There is a location with this name already.` }, { shouldFocus: true });
      } else if (base && isProblem(failure, 'precondition_failed')) {
        setConflict({ mine, theirs: await queryClient.fetchQuery(locationQuery(workspaceId, base.id)) });
      } else applyFieldErrors(form, failure);
    },
  });
  function settle(newest: TaggedLocation, shown: LocationValues) {
    setBase(newest);
    setConflict(null);
    save.reset();
    form.reset(valuesOf(newest));
    for (const name of ['name', 'address', 'timezone'] as const) {
      form.setValue(name, shown[name], { shouldDirty: true });
    }
  }
  const shown = isProblem(save.error) && (save.error.code === 'name_taken' || save.error.errors.length > 0);
  return { form, save, error: shown ? null : save.error, conflict, settle };
}
