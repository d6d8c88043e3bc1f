import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { Permission } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { Confirm } from '@/ui/confirm';
import { showToast } from '@/ui/toast';
import { removePermission } from './permission-queries';
import { rolesQuery } from './queries';
import { useRefreshRoles } from './use-role-form';

type RemovePermissionProps = { permission: Permission; onClose: () => void };

/** Asks before a permission goes, naming the roles that lose it. */
export default function RemovePermission({ permission: { permission }, onClose }: RemovePermissionProps) {
  const { t, i18n } = useLingui();
  const { workspaceId } = usePlace();
  const refresh = useRefreshRoles(workspaceId);
  const all = useQuery(rolesQuery(workspaceId)).data?.data ?? [];
  const roles = all.filter((role) => !role.built_in && role.permissions.includes(permission));
  const names = new Intl.ListFormat(i18n.locale).format(roles.map(({ name }) => name));

  async function remove() {
    await removePermission(workspaceId, permission, roles.length > 0);
    await refresh();
    showToast({ title: t`Permission ${permission} removed` });
  }
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={
        <Trans>
          Remove <code className="font-mono">{permission}</code>?
        </Trans>
      }
      confirmLabel={<Trans>Remove permission</Trans>}
      onConfirm={remove}
    >
      {roles.length > 0 && (
        <p className="[overflow-wrap:anywhere]">
          <Trans>
            These roles lose it: <bdi className="text-ink">{names}</bdi>.
          </Trans>
        </p>
      )}
      <p>
        <Trans>From then on your app is told that nobody has it. It can be added again later.</Trans>
      </p>
    </Confirm>
  );
}
