import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { usePlace } from '@/features/session/place';
import { linkClass } from '@/ui/link-class';
import { MultiSelect } from '@/ui/multi-select';
import { locationsQuery } from './queries';

const LocationDialog = lazy(() => import('./location-dialog'));

/**
 * The locations of someone, none being fine, unless the reader's permission for this goes no further than their own
 * locations: then one of those it has to be. Whoever may, makes a new one right here.
 */
export default function LocationPicker({
  value,
  onChange,
  error,
  disabled = false,
  permission,
}: {
  value: string[];
  onChange: (ids: string[]) => void;
  error?: string | undefined;
  disabled?: boolean;
  permission: string;
}) {
  const { t } = useLingui();
  const { workspaceId, can, confinedTo } = usePlace();
  const own = confinedTo(permission);
  const [making, setMaking] = useState(false);
  const locations = useQuery({ ...locationsQuery(workspaceId), enabled: can('locations:read') });
  if (!can('locations:read') && !own) return null;

  const known = locations.data?.data ?? [];
  const options = (own ?? known).map(({ id, name }) => ({
    id,
    name,
    description: known.find((one) => one.id === id)?.address ?? undefined,
  }));
  const ready = own !== null || locations.isSuccess;
  const none = ready && options.length === 0;
  return (
    <div className="flex flex-col gap-2">
      <MultiSelect
        label={t`Locations`}
        optional={!own}
        placeholder={none ? t`There are no locations yet` : t`No location`}
        options={options}
        value={value}
        onChange={onChange}
        error={error ?? (locations.isError && !own ? t`The locations could not be loaded.` : undefined)}
        disabled={disabled || !ready || none}
      />
      {can('locations:write') && !own && !disabled && (
        <button
          type="button"
          onClick={() => setMaking(true)}
          className={`${linkClass} inline-flex items-center gap-1 self-start text-sm max-sm:min-h-9`}
        >
          <Plus aria-hidden="true" className="size-3.5" />
          <Trans>New location</Trans>
        </button>
      )}
      {making && (
        <Suspense fallback={null}>
          <LocationDialog onClose={() => setMaking(false)} onSaved={(location) => onChange([...value, location.id])} />
        </Suspense>
      )}
    </div>
  );
}
