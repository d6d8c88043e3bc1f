import { Trans, useLingui } from '@lingui/react/macro';
import { Controller } from 'react-hook-form';
import type { ChangedWebhook, WebhookSecret } from '@/api/types';
import { shownError } from '@/lib/form';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { Dialog, DialogFooter } from '@/ui/dialog';
import { Form } from '@/ui/form';
import { TextField } from '@/ui/text-field';
import { EventBoxes } from './event-boxes';
import type { TaggedWebhook } from './queries';
import { useWebhookForm } from './use-webhook-form';

type WebhookDialogProps = {
  /** The one to edit, as it was read; without it a new one is made. */
  base?: TaggedWebhook;
  onClose: () => void;
  onSaved: (webhook: ChangedWebhook | WebhookSecret) => void;
};

/** Makes a webhook, or edits one: where it leads, what it is called, what it is told of. */
export default function WebhookDialog({ base, onClose, onSaved }: WebhookDialogProps) {
  const { t } = useLingui();
  const { form, save, failure } = useWebhookForm(base, onSaved);
  const { isDirty } = form.formState;
  const moved = base && form.watch('url').trim() !== base.url;
  return (
    <Dialog
      isOpen
      width="lg"
      onClose={onClose}
      locked={isDirty || save.isPending}
      title={base ? <Trans>Edit webhook</Trans> : <Trans>New webhook</Trans>}
      description={<Trans>It works for whoever made or changed it last, as long as they may manage webhooks.</Trans>}
    >
      <Form onSubmit={form.handleSubmit((values) => save.mutate(values))} error={failure}>
        <TextField
          label={t`URL`}
          autoFocus
          inputMode="url"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={1024}
          placeholder="https://fleet.example.com/hooks/gatehouse"
          hint={t`Each event is sent there by POST. It begins with https:// and can be reached from the internet.`}
          error={shownError(form, 'url')}
          {...form.register('url')}
        />
        {moved && (
          <Banner tone="warn">
            <Trans>
              With another URL it gets a new secret, which is shown once you have saved. The one of now ends at once.
            </Trans>
          </Banner>
        )}
        <TextField
          label={t`Description`}
          optional
          autoComplete="off"
          maxLength={500}
          placeholder={t`Fleet app`}
          error={shownError(form, 'description')}
          {...form.register('description')}
        />
        <Controller
          control={form.control}
          name="event_types"
          render={({ field, fieldState }) => (
            <EventBoxes value={field.value} onChange={field.onChange} error={fieldState.error?.message} />
          )}
        />
        <DialogFooter>
          <Button onClick={onClose} disabled={save.isPending}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" variant="primary" busy={save.isPending} disabled={Boolean(base) && !isDirty}>
            {base ? <Trans>Save webhook</Trans> : <Trans>Create webhook</Trans>}
          </Button>
        </DialogFooter>
      </Form>
    </Dialog>
  );
}
