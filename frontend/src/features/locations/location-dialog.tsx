import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import { Controller } from 'react-hook-form';
import type { Location } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { shownError } from '@/lib/form';
import { Button } from '@/ui/button';
import { Dialog, DialogFooter } from '@/ui/dialog';
import { ErrorState } from '@/ui/error-state';
import { Form } from '@/ui/form';
import { SearchSelect } from '@/ui/search-select';
import { Loading, Skeleton } from '@/ui/skeleton';
import { TextArea } from '@/ui/text-area';
import { TextField } from '@/ui/text-field';
import { locationQuery, type TaggedLocation } from './queries';
import { timeZones, zoneName } from './time-zones';
import { useLocationForm } from './use-location-form';

const none = 'none'; // an option needs an id

const LocationConflict = lazy(() => import('./location-conflict'));

type LocationDialogProps = {
  /** The one to edit; without it a new one is made. */
  locationId?: string | undefined;
  onClose: () => void;
  onSaved: (location: Location) => void;
};

/** Makes a location, or edits one: name, address, time zone. */
export default function LocationDialog({ locationId, onClose, onSaved }: LocationDialogProps) {
  if (locationId) return <EditDialog locationId={locationId} onClose={onClose} onSaved={onSaved} />;
  return <FormDialog base={null} onClose={onClose} onSaved={onSaved} />;
}

function EditDialog({ locationId, ...rest }: LocationDialogProps & { locationId: string }) {
  const { workspaceId } = usePlace();
  const location = useQuery(locationQuery(workspaceId, locationId));
  if (location.data) return <FormDialog base={location.data} {...rest} />;
  return (
    <Dialog isOpen onClose={rest.onClose} title={<Trans>Edit location</Trans>} width="sm">
      {location.isError ? (
        <ErrorState error={location.error} onRetry={() => void location.refetch()} />
      ) : (
        <Loading>
          <Skeleton className="h-52 w-full" />
        </Loading>
      )}
    </Dialog>
  );
}

type FormDialogProps = { base: TaggedLocation | null } & Pick<LocationDialogProps, 'onClose' | 'onSaved'>;

function FormDialog({ base, onClose, onSaved }: FormDialogProps) {
  const { t } = useLingui();
  const { form, save, error, conflict, settle } = useLocationForm(base, (location) => {
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
  if (conflict) {
    return (
      <Suspense fallback={null}>
        <LocationConflict {...conflict} onChoose={settle} onClose={onClose} />
      </Suspense>
    );
  }
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
          <Button type="submit" variant="primary" busy={save.isPending} disabled={base !== null && !isDirty}>
            <Trans>Save location</Trans>
          </Button>
        </DialogFooter>
      </Form>
    </Dialog>
  );
}
