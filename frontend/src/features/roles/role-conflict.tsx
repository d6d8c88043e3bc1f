import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { ConflictDialog } from '@/ui/conflict-dialog';
import {
  changedFields,
  differenceOf,
  type RoleField,
  type RoleValues,
  rebase,
  roleFields,
  valuesOf,
} from './edit-role';
import type { TaggedRole } from './one-role';
import { ScopeText } from './scope-text';

type RoleConflictProps = {
  /** What both began with. */
  base: TaggedRole;
  mine: RoleValues;
  theirs: TaggedRole;
  onChoose: (newest: TaggedRole, shown: RoleValues) => void;
  onClose: () => void;
};

/** Somebody else saved the same role first. */
export default function RoleConflict({ base, mine, theirs, onChoose, onClose }: RoleConflictProps) {
  const before = valuesOf(base);
  const after = valuesOf(theirs);
  const fields = roleFields.filter(
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
        mine: <Value field={field} values={mine} before={before} />,
        theirs: <Value field={field} values={after} before={before} />,
      }))}
      onKeepMine={() => onChoose(theirs, rebase(before, mine, after))}
      onTakeTheirs={() => onChoose(theirs, after)}
      onClose={onClose}
    />
  );
}

const labels: Record<RoleField, ReactNode> = {
  name: <Trans>Name</Trans>,
  description: <Trans>Description</Trans>,
  scope: <Trans>Where it counts</Trans>,
  permissions: <Trans>Permissions</Trans>,
};

type ValueProps = { field: RoleField; values: RoleValues; before: RoleValues };

function Value({ field, values, before }: ValueProps) {
  if (field === 'scope') return <ScopeText scope={values.scope} />;
  if (field !== 'permissions') return <bdi className="[overflow-wrap:anywhere]">{values[field] || '–'}</bdi>;
  const { added, removed } = differenceOf(before.permissions, values.permissions);
  if (added.length + removed.length === 0) {
    return (
      <span className="text-muted">
        <Trans>Unchanged</Trans>
      </span>
    );
  }
  return (
    <ul className="flex flex-col gap-1 [overflow-wrap:anywhere]">
      {added.map((permission) => (
        <li key={permission}>
          <Trans>
            <code className="font-mono">{permission}</code> added
          </Trans>
        </li>
      ))}
      {removed.map((permission) => (
        <li key={permission}>
          <Trans>
            <code className="font-mono">{permission}</code> taken away
          </Trans>
        </li>
      ))}
    </ul>
  );
}
