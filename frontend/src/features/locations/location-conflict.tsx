import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { ConflictDialog } from '@/ui/conflict-dialog';
import type { TaggedLocation } from './queries';
import { zoneName } from './time-zones';
import { type Conflict, type LocationValues, valuesOf } from './use-location-form';

type LocationConflictProps = Conflict & {
  onChoose: (newest: TaggedLocation, shown: LocationValues) => void;
  onClose: () => void;
};

const fields = ['name', 'address', 'timezone'] as const;

/** Somebody else saved the same location first. */
export default function LocationConflict({ mine, theirs, onChoose, onClose }: LocationConflictProps) {
  const after = valuesOf(theirs);
  return (
    <ConflictDialog
      title={<Trans>Someone else changed this location meanwhile</Trans>}
      fields={fields
        .filter((field) => mine[field] !== after[field])
        .map((field) => ({
          id: field,
          label: labels[field],
          mine: <Value field={field} values={mine} />,
          theirs: <Value field={field} values={after} />,
        }))}
      onKeepMine={() => onChoose(theirs, mine)}
      onTakeTheirs={() => onChoose(theirs, after)}
      onClose={onClose}
    />
  );
}

const labels: Record<(typeof fields)[number], ReactNode> = {
  name: <Trans>Name</Trans>,
  address: <Trans>Address</Trans>,
  timezone: <Trans>Time zone</Trans>,
};

function Value({ field, values }: { field: (typeof fields)[number]; values: LocationValues }) {
  const text = field === 'timezone' ? zoneName(values.timezone) : values[field];
  return text ? <bdi>{text}</bdi> : <span className="text-muted">–</span>;
}
