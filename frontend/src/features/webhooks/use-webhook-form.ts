import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import * as z from 'zod/mini';
import { keys } from '@/api/keys';
import type { ChangedWebhook, Webhook, WebhookPatch, WebhookSecret } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { applyFieldErrors } from '@/lib/form';
import { useSubmitKey } from '@/lib/submit-key';
import { useZodForm } from '@/lib/zod-form';
import { createWebhook, type TaggedWebhook, updateWebhook } from './queries';

export type WebhookValues = { url: string; description: string; event_types: string[] };

/** What differs from the webhook as it was read. */
export function patchOf(base: Webhook, { url, description, event_types: names }: WebhookValues): WebhookPatch {
  const same = names.toSorted().join() === base.event_types.toSorted().join();
  return {
    ...(url === base.url ? {} : { url }),
    ...(description === base.description ? {} : { description }),
    ...(same ? {} : { event_types: names }),
  };
}

/** The form of a webhook: a new one, or one as it was read. A secret comes with a new one, and with another URL. */
export function useWebhookForm(
  base: TaggedWebhook | undefined,
  onSaved: (webhook: ChangedWebhook | WebhookSecret) => void,
) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  const submitKey = useSubmitKey();
  const [failure, setFailure] = useState<unknown>(null); // what no field says
  const schema = useMemo(
    () =>
      z.object({
        url: z.string().check(z.trim(), z.minLength(1, t`Enter the URL of the endpoint.`)),
        description: z.string().check(z.trim()),
        event_types: z.array(z.string()).check(z.minLength(1, t`Choose at least one event.`)),
      }),
    [t],
  );
  const form = useZodForm<WebhookValues>(schema, {
    url: base?.url ?? '',
    description: base?.description ?? '',
    event_types: base?.event_types ?? [],
  });
  const save = useMutation<ChangedWebhook | WebhookSecret, Error, WebhookValues>({
    mutationFn: (values) =>
      base
        ? updateWebhook(workspaceId, base.id, patchOf(base, values), base.etag)
        : createWebhook(workspaceId, values, submitKey.keyFor(values)),
    onSuccess: (webhook) => {
      submitKey.done();
      void queryClient.invalidateQueries({ queryKey: keys.webhooks(workspaceId) });
      onSaved(webhook);
    },
    onMutate: () => setFailure(null),
    onError: (error) => {
      if (!applyFieldErrors(form, error)) setFailure(error);
    },
  });
  return { form, save, failure };
}
