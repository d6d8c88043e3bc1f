import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import * as z from 'zod/mini';
import { keys } from '@/api/keys';
import type { ApiKey, ApiKeyPatch, ApiKeySecret, NewApiKey } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { useFresh } from '@/features/session/use-fresh';
import { applyFieldErrors } from '@/lib/form';
import { useSubmitKey } from '@/lib/submit-key';
import { useZodForm } from '@/lib/zod-form';
import { type End, momentOf } from './end';
import { createApiKey, type TaggedKey, updateApiKey } from './queries';

export type KeyValues = { name: string; permissions: string[]; end: End; day: string };

/** What differs from the key as it was read. */
export function patchOf(base: ApiKey, { name, permissions, end, day }: KeyValues, opened?: number): ApiKeyPatch {
  const moment = momentOf(end, day, opened);
  const same = permissions.toSorted().join() === base.permissions.toSorted().join();
  return {
    ...(name === base.name ? {} : { name }),
    ...(same ? {} : { permissions }),
    ...(moment === undefined ? {} : { expires_at: moment }),
  };
}

function newKeyOf({ name, permissions, end, day }: KeyValues, opened: number): NewApiKey {
  const moment = momentOf(end, day, opened);
  return { name, permissions, ...(moment ? { expires_at: moment } : {}) };
}

/** The form of a key: a new one, whose secret comes with it, or one as it was read. */
export function useKeyForm(base: TaggedKey | undefined, onSaved: (key: ApiKey | ApiKeySecret) => void) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  const submitKey = useSubmitKey();
  const { fresh, dialog } = useFresh();
  const [failure, setFailure] = useState<unknown>(null); // what no field says
  const [opened] = useState(Date.now); // "in a year" is the same moment when the same is sent again
  const schema = useMemo(
    () =>
      z
        .object({
          name: z.string().check(z.trim(), z.minLength(1, t`Enter a name for the key.`)),
          permissions: z.array(z.string()).check(z.minLength(1, t`Choose at least one permission.`)),
          end: z.enum(['keep', '30', '90', '365', 'day', 'never']),
          day: z.string(),
        })
        .check(z.refine(({ end, day }) => end !== 'day' || day !== '', { error: t`Choose a day.`, path: ['day'] })),
    [t],
  );
  const form = useZodForm<KeyValues>(schema, {
    name: base?.name ?? '',
    permissions: base?.permissions ?? [],
    end: base ? 'keep' : '365',
    day: '',
  });
  const save = useMutation<ApiKey | ApiKeySecret, Error, KeyValues>({
    mutationFn: (values) =>
      fresh<ApiKey | ApiKeySecret>(() => {
        if (base) return updateApiKey(workspaceId, base, patchOf(base, values, opened));
        const body = newKeyOf(values, opened);
        return createApiKey(workspaceId, body, submitKey.keyFor(body));
      }),
    onSuccess: (key) => {
      submitKey.done();
      void queryClient.invalidateQueries({ queryKey: keys.apiKeys(workspaceId) });
      onSaved(key);
    },
    onMutate: () => setFailure(null),
    onError: (error) => {
      const shown: Partial<Record<string, keyof KeyValues>> =
        form.getValues('end') === 'day' ? { expires_at: 'day' } : {};
      if (!applyFieldErrors(form, error, shown)) setFailure(error);
    },
  });
  return { form, save, failure, dialog };
}
