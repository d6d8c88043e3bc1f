import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { locationsQuery } from '@/features/locations/queries';
import { rolesQuery } from '@/features/roles/queries';
import { usePlace } from '@/features/session/place';
import { Button } from '@/ui/button';
import { Dialog, DialogFooter } from '@/ui/dialog';
import { Names } from '@/ui/names';
import { changedFields, type EditField, type EditValues, editFields, rebase, valuesOf } from './edit-user';
import type { TaggedUser } from './people';

type ConflictDialogProps = {
  /** What both began with. */
  base: TaggedUser;
  mine: EditValues;
  theirs: TaggedUser;
  onChoose: (newest: TaggedUser, shown: EditValues) => void;
  onClose: () => void;
};

/** Somebody else saved the same person first: both versions, field by field, and which of them to go on with. */
export default function ConflictDialog({ base, mine, theirs, onChoose, onClose }: ConflictDialogProps) {
  const before = valuesOf(base);
  const after = valuesOf(theirs);
  const fields = editFields.filter(
    (field) => changedFields(before, mine).includes(field) || changedFields(before, after).includes(field),
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="lg"
      title={
        <Trans>
          Someone else changed <bdi>{base.name}</bdi> meanwhile
        </Trans>
      }
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
            {fields.map((field) => (
              <tr key={field} className="border-line border-b align-top last:border-b-0">
                <th scope="row" className="py-2.5 pr-4 font-medium">
                  {labels[field]}
                </th>
                <td className="py-2.5 pr-4">
                  <Value field={field} values={rebase(before, mine, before)} known={base} />
                </td>
                <td className="py-2.5">
                  <Value field={field} values={after} known={theirs} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <DialogFooter>
        <Button onClick={() => onChoose(theirs, rebase(before, mine, after))}>
          <Trans>Keep my changes over theirs</Trans>
        </Button>
        <Button variant="primary" autoFocus onClick={() => onChoose(theirs, after)}>
          <Trans>Take theirs</Trans>
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

const labels: Record<EditField, ReactNode> = {
  name: <Trans>Name</Trans>,
  roles: <Trans>Roles</Trans>,
  locations: <Trans>Locations</Trans>,
};

function Value({ field, values, known }: { field: EditField; values: EditValues; known: TaggedUser }) {
  const { workspaceId, can } = usePlace();
  const roles = useQuery({ ...rolesQuery(workspaceId), enabled: can('roles:read') }).data?.data ?? known.roles;
  const locations =
    useQuery({ ...locationsQuery(workspaceId), enabled: can('locations:read') }).data?.data ?? known.locations;
  if (field === 'name') return <bdi className="[overflow-wrap:anywhere]">{values.name}</bdi>;
  const all = field === 'roles' ? roles : locations;
  return <Names of={all.filter(({ id }) => values[field].includes(id))} />;
}
