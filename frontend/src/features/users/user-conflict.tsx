import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { locationsQuery } from '@/features/locations/queries';
import { rolesQuery } from '@/features/roles/queries';
import { usePlace } from '@/features/session/place';
import { ConflictDialog } from '@/ui/conflict-dialog';
import { Names } from '@/ui/names';
import { changedFields, type EditField, type EditValues, editFields, rebase, valuesOf } from './edit-user';
import type { TaggedUser } from './people';

type UserConflictProps = {
  /** What both began with. */
  base: TaggedUser;
  mine: EditValues;
  theirs: TaggedUser;
  onChoose: (newest: TaggedUser, shown: EditValues) => void;
  onClose: () => void;
};

/** Somebody else saved the same person first. */
export default function UserConflict({ base, mine, theirs, onChoose, onClose }: UserConflictProps) {
  const before = valuesOf(base);
  const after = valuesOf(theirs);
  const fields = editFields.filter(
    (field) => changedFields(before, mine).includes(field) || changedFields(before, after).includes(field),
  );
  return (
    <ConflictDialog
      title={
        <Trans>
          Someone else changed <bdi>{base.name}</bdi> meanwhile
        </Trans>
      }
      fields={fields.map((field) => ({
        id: field,
        label: labels[field],
        mine: <Value field={field} values={rebase(before, mine, before)} known={base} />,
        theirs: <Value field={field} values={after} known={theirs} />,
      }))}
      onKeepMine={() => onChoose(theirs, rebase(before, mine, after))}
      onTakeTheirs={() => onChoose(theirs, after)}
      onClose={onClose}
    />
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
