import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Lock } from 'lucide-react';
import { call, client } from '@/api/client';
import { keys } from '@/api/keys';
import { usePlace } from '@/features/session/place';
import { EmptyState } from '@/ui/empty-state';

/** What someone sees who may not see a page: which permission is missing and who can give it. */
export function Forbidden({ permission }: { permission: string }) {
  const { workspace } = usePlace();
  const names = useAdminNames();
  return (
    <EmptyState
      icon={<Lock aria-hidden="true" className="size-5" />}
      title={<Trans>You can't see this page</Trans>}
      action={null}
    >
      <p>
        <Trans>
          It needs the permission <code className="font-mono text-ink text-sm">{permission}</code>, which none of your
          roles in <bdi>{workspace.name}</bdi> has.
        </Trans>
      </p>
      <p className="pt-2">
        {names ? (
          <Trans>
            Who can help: <bdi className="text-ink">{names}</bdi>
          </Trans>
        ) : (
          <Trans>An administrator of the workspace can give you a role that has it.</Trans>
        )}
      </p>
    </EmptyState>
  );
}

/** The names of a few administrators, or nothing where the reader may not know them. */
export function useAdminNames(): string | null {
  const { i18n } = useLingui();
  const admins = useAdmins().data ?? [];
  if (admins.length === 0) return null;
  return new Intl.ListFormat(i18n.locale, { type: 'disjunction' }).format(admins.map((admin) => admin.name));
}

/** Active users with the built-in role. Needs users:read and roles:read; without them nothing is asked. */
export function useAdmins() {
  const { workspaceId, can } = usePlace();
  return useQuery({
    queryKey: [...keys.users(workspaceId), 'admins'],
    enabled: can('users:read') && can('roles:read'),
    queryFn: async ({ signal }) => {
      const path = { workspace_id: workspaceId };
      const roles = await call(
        client.GET('/api/v1/workspaces/{workspace_id}/roles', { params: { path, query: { limit: 200 } }, signal }),
      );
      const admin = roles.data.find((role) => role.built_in);
      if (!admin) return [];
      const query = { role_id: admin.id, status: ['active' as const], limit: 5, sort: 'name' as const };
      const page = await call(
        client.GET('/api/v1/workspaces/{workspace_id}/users', { params: { path, query }, signal }),
      );
      return page.data;
    },
  });
}
