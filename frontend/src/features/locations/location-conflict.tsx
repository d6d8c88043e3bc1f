import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Button } from '@/ui/button';
import { Dialog, DialogFooter } from '@/ui/dialog';
import type { TaggedLocation } from './queries';
import { zoneName } from './time-zones';
import { type Conflict, type LocationValues, valuesOf } from './use-location-form';

type LocationConflictProps = Conflict & {
  onChoose: (newest: TaggedLocation, shown: LocationValues) => void;
  onClose: () => void;
};

const fields = ['name', 'address', 'timezone'] as const;

/** Somebody else saved the same location first: both versions, and which of them to go on with. */
export default function LocationConflict({ mine, theirs, onChoose, onClose }: LocationConflictProps) {
  const after = valuesOf(theirs);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={<Trans>Someone else changed this location meanwhile</Trans>}
      description={<Trans>Nothing of yours was saved. Compare both versions and choose.</Trans>}
    >
      <div className="overflow-x-auto">
        <table className="w-full border-collapse text-left text-sm">
          <thead>
            <tr className="border-line border-b text-muted">
              <th scope="col" className="py-2 pr-4 font-medium">
                <Trans>Field</Trans>
              </th>
              <th scope="col" className="py-2 pr-4 font-medium">
                <Trans>Yours</Trans>
              </th>
              <th scope="col" className="py-2 font-medium">
                <Trans>Theirs</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {fields
              .filter((field) => mine[field] !== after[field])
              .map((field) => (
                <tr key={field} className="border-line border-b align-top last:border-b-0">
                  <th scope="row" className="py-2.5 pr-4 font-medium">
                    {labels[field]}
                  </th>
                  <Value field={field} values={mine} />
                  <Value field={field} values={after} />
                </tr>
              ))}
          </tbody>
        </table>
      </div>
      <DialogFooter>
        <Button onClick={() => onChoose(theirs, mine)}>
          <Trans>Keep my changes over theirs</Trans>
        </Button>
        <Button variant="primary" autoFocus onClick={() => onChoose(theirs, after)}>
          <Trans>Take theirs</Trans>
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

const labels: Record<(typeof fields)[number], ReactNode> = {
  name: <Trans>Name</Trans>,
  address: <Trans>Address</Trans>,
  timezone: <Trans>Time zone</Trans>,
};

function Value({ field, values }: { field: (typeof fields)[number]; values: LocationValues }) {
  const text = field === 'timezone' ? zoneName(values.timezone) : values[field];
  return (
    <td className="whitespace-pre-line py-2.5 pr-4 [overflow-wrap:anywhere]">
      {text ? <bdi>{text}</bdi> : <span className="text-muted">–</span>}
    </td>
  );
}
