import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Button } from '@/ui/button';
import { Dialog, DialogFooter } from '@/ui/dialog';
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

/** Somebody else saved the same role first: both versions, field by field, and which of them to go on with. */
export default function RoleConflict({ base, mine, theirs, onChoose, onClose }: RoleConflictProps) {
  const before = valuesOf(base);
  const after = valuesOf(theirs);
  const fields = roleFields.filter(
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
                  <Value field={field} values={mine} before={before} />
                </td>
                <td className="py-2.5">
                  <Value field={field} values={after} before={before} />
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
