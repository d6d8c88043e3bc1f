import { Trans, useLingui } from '@lingui/react/macro';
import { lazy, Suspense, useMemo } from 'react';
import { Controller } from 'react-hook-form';
import type { Location } from '@/api/types';
import { shownError } from '@/lib/form';
import { Button } from '@/ui/button';
import { Dialog, DialogFooter } from '@/ui/dialog';
import { Form } from '@/ui/form';
import { SearchSelect } from '@/ui/search-select';
import { TextArea } from '@/ui/text-area';
import { TextField } from '@/ui/text-field';
import type { TaggedLocation } from './queries';
import { timeZones, zoneName } from './time-zones';
import { useLocationForm } from './use-location-form';

const none = 'none'; // an option needs an id

const LocationConflict = lazy(() => import('./location-conflict'));

type LocationDialogProps = {
  /** The one to edit, as it was read; without it a new one is made. */
  base?: TaggedLocation;
  onClose: () => void;
  onSaved: (location: Location) => void;
};

/** Makes a location, or edits one: name, address, time zone. */
export default function LocationDialog({ base, onClose, onSaved }: LocationDialogProps) {
  const { t } = useLingui();
  const { form, save, error, conflict, settle } = useLocationForm(base ?? null, (location) => {
    onSaved(location);
    onClose();
  });
  const { isDirty } = form.formState;
  const present = base?.timezone ?? null;
  const zones = useMemo(
    () => [
      { id: none, name: t`No time zone` },
      ...timeZones(present).map((zone) => ({ id: zone, name: zoneName(zone) })),
    ],
    [present, t],
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={base ? <Trans>Edit location</Trans> : <Trans>New location</Trans>}
      width="sm"
      locked={isDirty || save.isPending}
    >
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
        <Controller
          control={form.control}
          name="timezone"
          render={({ field, fieldState }) => (
            <SearchSelect
              label={t`Time zone`}
              optional
              options={zones}
              value={field.value || none}
              onChange={(zone) => field.onChange(zone === none ? '' : zone)}
              error={fieldState.error?.message}
            />
          )}
        />
        <DialogFooter>
          <Button onClick={onClose} disabled={save.isPending}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" variant="primary" busy={save.isPending} disabled={Boolean(base) && !isDirty}>
            <Trans>Save location</Trans>
          </Button>
        </DialogFooter>
      </Form>
      {conflict && (
        <Suspense fallback={null}>
          <LocationConflict {...conflict} onChoose={settle} onClose={onClose} />
        </Suspense>
      )}
    </Dialog>
  );
}
