import { plural } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { BulkDialog, type Targets } from '@/features/bulk/bulk-dialog';
import type { Picked } from '@/features/bulk/use-selection';
import { locationsQuery } from '@/features/locations/queries';
import { rolesQuery } from '@/features/roles/queries';
import RolePicker from '@/features/roles/role-picker';
import { useAdminQuestion } from '@/features/roles/use-admin-question';
import { usePlace } from '@/features/session/place';
import { MultiSelect } from '@/ui/multi-select';
import { actOnUsers, type Shift, type UserAction } from './bulk';
import { useRefreshUsers } from './people';

type BulkUsersDialogProps = {
  action: UserAction;
  targets: Targets;
  onClose: (refused: Picked[] | null) => void;
};

const noShift: Shift = { add: [], remove: [] };

/** Asks before something is done to several people, and says of it what the dialog for one would say. */
export default function BulkUsersDialog({ action, targets, onClose }: BulkUsersDialogProps) {
  const { workspaceId } = usePlace();
  const refresh = useRefreshUsers(workspaceId);
  const [shift, setShift] = useState(noShift);
  const { ask, question } = useAdminQuestion();
  const shifts = action === 'roles' || action === 'locations';
  const shared = {
    targets,
    act: actOnUsers(workspaceId, action, shift),
    onProgress: refresh,
    onClose,
    doneText: doneText[action],
    ready: !shifts || shift.add.length + shift.remove.length > 0,
  };
  const count = 'picked' in targets ? targets.picked.length : targets.total.value;
  if (shifts) {
    return (
      <BulkDialog
        {...shared}
        tone="primary"
        before={(goOn) => ask({ given: action === 'roles' ? shift.add : [], count }, goOn)}
        title={<ShiftTitle action={action} count={count} />}
        confirmLabel={<Trans>Save</Trans>}
      >
        {action === 'roles' ? (
          <RoleShift shift={shift} onChange={setShift} />
        ) : (
          <LocationShift shift={shift} onChange={setShift} />
        )}
        {question}
      </BulkDialog>
    );
  }
  return <AccessDialog action={action} count={count} shared={shared} />;
}

const doneText: Record<UserAction, (count: number) => string> = {
  suspend: (count) => plural(count, { one: '# person suspended', other: '# people suspended' }),
  reactivate: (count) => plural(count, { one: '# person has access again', other: '# people have access again' }),
  remove: (count) => plural(count, { one: '# person removed', other: '# people removed' }),
  roles: (count) => plural(count, { one: 'Roles of # person changed', other: 'Roles of # people changed' }),
  locations: (count) => plural(count, { one: 'Locations of # person changed', other: 'Locations of # people changed' }),
};

function ShiftTitle({ action, count }: { action: UserAction; count: number }) {
  return action === 'roles' ? (
    <Plural value={count} one="Change the roles of # person" other="Change the roles of # people" />
  ) : (
    <Plural value={count} one="Change the locations of # person" other="Change the locations of # people" />
  );
}

type Shared = Omit<Parameters<typeof BulkDialog>[0], 'title' | 'children' | 'confirmLabel'>;

function AccessDialog({ action, count, shared }: { action: UserAction; count: number; shared: Shared }) {
  const { workspace } = usePlace();
  if (action === 'reactivate') {
    return (
      <BulkDialog
        {...shared}
        tone="primary"
        title={<Plural value={count} one="Give # person their access back?" other="Give # people their access back?" />}
        confirmLabel={<Trans>Reactivate</Trans>}
      >
        <p>
          <Trans>Whoever among them is suspended gets in again, with the roles and locations they had.</Trans>
        </p>
      </BulkDialog>
    );
  }
  if (action === 'suspend') {
    return (
      <BulkDialog
        {...shared}
        title={<Plural value={count} one="Suspend # person?" other="Suspend # people?" />}
        confirmLabel={<Trans>Suspend</Trans>}
      >
        <p>
          <Trans>
            Their access to <bdi>{workspace.name}</bdi> ends at their next request, in every browser where they are
            signed in. Roles and locations are kept, and you can give the access back at any time.
          </Trans>
        </p>
      </BulkDialog>
    );
  }
  return (
    <BulkDialog
      {...shared}
      forGood
      title={<Plural value={count} one="Remove # person?" other="Remove # people?" />}
      confirmLabel={<Plural value={count} one="Remove # person" other="Remove # people" />}
    >
      <p>
        <Trans>
          This deletes their places in <bdi>{workspace.name}</bdi> permanently: names, roles, locations, invitations and
          requests. Where it is somebody’s only place, their account is deleted with it.
        </Trans>
      </p>
      <p>
        <Trans>
          Their access ends at their next request. It cannot be undone, but you can invite them again; the audit log
          alone keeps that it happened.
        </Trans>
      </p>
    </BulkDialog>
  );
}

type ShiftProps = { shift: Shift; onChange: (shift: Shift) => void };

function RoleShift({ shift, onChange }: ShiftProps) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const roles = useQuery(rolesQuery(workspaceId)).data?.data ?? [];
  return (
    <div className="flex flex-col gap-4 text-ink">
      <RolePicker label={t`Give these roles`} value={shift.add} onChange={(add) => onChange({ ...shift, add })} />
      <MultiSelect
        label={t`Take these roles away`}
        placeholder={t`None`}
        options={roles.filter(({ id }) => !shift.add.includes(id))}
        value={shift.remove}
        onChange={(remove) => onChange({ ...shift, remove })}
        hint={<Trans>All other roles stay. Nobody loses their only role.</Trans>}
      />
    </div>
  );
}

function LocationShift({ shift, onChange }: ShiftProps) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const locations = useQuery(locationsQuery(workspaceId)).data?.data ?? [];
  return (
    <div className="flex flex-col gap-4 text-ink">
      <MultiSelect
        label={t`Add these locations`}
        placeholder={locations.length === 0 ? t`There are no locations yet` : t`None`}
        options={locations.filter(({ id }) => !shift.remove.includes(id))}
        value={shift.add}
        onChange={(add) => onChange({ ...shift, add })}
        disabled={locations.length === 0}
      />
      <MultiSelect
        label={t`Take these locations away`}
        placeholder={t`None`}
        options={locations.filter(({ id }) => !shift.add.includes(id))}
        value={shift.remove}
        onChange={(remove) => onChange({ ...shift, remove })}
        disabled={locations.length === 0}
        hint={<Trans>All other locations stay.</Trans>}
      />
    </div>
  );
}
