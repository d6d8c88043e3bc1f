import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import * as z from 'zod/mini';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';
import type { Location } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { applyFieldErrors, shownError } from '@/lib/form';
import { useSubmitKey } from '@/lib/submit-key';
import { useZodForm } from '@/lib/zod-form';
import { Button } from '@/ui/button';
import { Dialog, DialogFooter } from '@/ui/dialog';
import { Form } from '@/ui/form';
import { TextArea } from '@/ui/text-area';
import { TextField } from '@/ui/text-field';
import { createLocation } from './queries';

type LocationDialogProps = { onClose: () => void; onMade: (location: Location) => void };

export default function LocationDialog({ onClose, onMade }: LocationDialogProps) {
  const { t } = useLingui();
  const { form, save, error } = useNewLocation((location) => {
    onMade(location);
    onClose();
  });
  const { isDirty } = form.formState;
  return (
    <Dialog isOpen onClose={onClose} title={<Trans>New location</Trans>} width="sm" locked={isDirty || save.isPending}>
      <Form
        onSubmit={(event) => {
          // The dialog may stand inside another form, through which React would let the event rise.
          event.stopPropagation();
          void form.handleSubmit((values) => save.mutate(values))(event);
        }}
        error={error}
      >
        <TextField
          label={t`Name`}
          autoFocus
          autoComplete="off"
          maxLength={120}
          placeholder={t`Perth depot`}
          error={shownError(form, 'name')}
          {...form.register('name')}
        />
        <TextArea
          label={t`Address`}
          optional
          rows={2}
          maxLength={500}
          error={shownError(form, 'address')}
          {...form.register('address')}
        />
        <DialogFooter>
          <Button onClick={onClose} disabled={save.isPending}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" variant="primary" busy={save.isPending}>
            <Trans>Save location</Trans>
          </Button>
        </DialogFooter>
      </Form>
    </Dialog>
  );
}

function useNewLocation(onMade: (location: Location) => void) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  const submitKey = useSubmitKey();
  const schema = useMemo(
    () =>
      z.object({
        name: z.string().check(z.trim(), z.minLength(1, t`Enter a name for the location.`)),
        address: z.string().check(z.trim()),
      }),
    [t],
  );
  const form = useZodForm(schema, { name: '', address: '' });
  const save = useMutation({
    mutationFn: ({ name, address }: { name: string; address: string }) => {
      const body = address ? { name, address } : { name };
      return createLocation(workspaceId, body, submitKey.keyFor(body));
    },
    onSuccess: async (location) => {
      submitKey.done();
      await queryClient.invalidateQueries({ queryKey: keys.locations(workspaceId) });
      onMade(location);
    },
    onError: (failure) => {
      if (isProblem(failure, 'conflict')) {
        form.setError('name', { message: t`There is a location with this name already.` }, { shouldFocus: true });
      } else applyFieldErrors(form, failure);
    },
  });
  const shown = isProblem(save.error) && (save.error.code === 'conflict' || save.error.errors.length > 0);
  return { form, save, error: shown ? null : save.error };
}
