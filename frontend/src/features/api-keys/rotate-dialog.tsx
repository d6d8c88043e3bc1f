import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import type { ApiKey, ApiKeySecret } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { useFresh } from '@/features/session/use-fresh';
import { useSubmitKey } from '@/lib/submit-key';
import { Button } from '@/ui/button';
import { Dialog, DialogFooter } from '@/ui/dialog';
import { Form } from '@/ui/form';
import { RadioGroup } from '@/ui/radio-group';
import { rotateApiKey } from './queries';

type RotateDialogProps = { apiKey: ApiKey; onClose: () => void; onRotated: (made: ApiKeySecret) => void };

/** Gives a key a new secret, and asks for how long the one of now shall go on. */
export default function RotateDialog({ apiKey, onClose, onRotated }: RotateDialogProps) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  const submitKey = useSubmitKey();
  const { fresh, dialog } = useFresh();
  const [hours, setHours] = useState('24');
  const rotate = useMutation({
    mutationFn: () => fresh(() => rotateApiKey(workspaceId, apiKey.id, Number(hours), submitKey.keyFor(hours))),
    onSuccess: (made) => {
      submitKey.done();
      void queryClient.invalidateQueries({ queryKey: keys.apiKeys(workspaceId) });
      onRotated(made);
    },
  });
  return (
    <Dialog
      isOpen
      width="sm"
      onClose={onClose}
      locked={rotate.isPending}
      title={
        <Trans>
          Rotate <bdi>{apiKey.name}</bdi>
        </Trans>
      }
      description={<Trans>The key gets a new secret and keeps its name, its end and what it may do.</Trans>}
    >
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          if (!rotate.isPending) rotate.mutate();
        }}
        error={rotate.error}
      >
        <RadioGroup
          label={t`The secret of now works on`}
          name="hours"
          checkedId={hours}
          onChange={(event) => setHours(event.target.value)}
          options={[
            { id: '24', name: t`for a day` },
            { id: '168', name: t`for seven days` },
            { id: '1', name: t`for an hour` },
            {
              id: '0',
              name: t`not at all`,
              description: t`For one that has leaked: programs that use it fail at once.`,
            },
          ]}
        />
        <DialogFooter>
          <Button onClick={onClose} disabled={rotate.isPending}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" variant={hours === '0' ? 'danger' : 'primary'} busy={rotate.isPending}>
            <Trans>Rotate API key</Trans>
          </Button>
        </DialogFooter>
      </Form>
      {dialog}
    </Dialog>
  );
}
