import { Plural, Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { keys } from '@/api/keys';
import type { Import, ImportRow } from '@/api/types';
import { rolesQuery } from '@/features/roles/queries';
import { usePlace } from '@/features/session/place';

const lookedAt = 200;
const named = 5;

type Found = { rows: ImportRow[]; more: boolean; usual: boolean };

/** Who of those that are ready becomes Admin, by their cell or because it is the default. */
export function useNewAdmins(of: Import) {
  const { workspaceId, can } = usePlace();
  const roles = useQuery({ ...rolesQuery(workspaceId), enabled: can('roles:read') });
  const admin = roles.data?.data.find((role) => role.built_in);
  return useQuery({
    queryKey: [...keys.imports(workspaceId), of.id, 'admins', of.updated_at, admin?.id],
    enabled: !roles.isLoading,
    queryFn: async ({ signal }): Promise<Found> => {
      if (!admin) return { rows: [], more: false, usual: false };
      const params = {
        path: { workspace_id: workspaceId, import_id: of.id },
        query: { verdict: ['valid' as const], q: admin.name, limit: lookedAt },
      };
      const page = await call(
        client.GET('/api/v1/workspaces/{workspace_id}/imports/{import_id}/rows', { params, signal }),
      );
      const rows = page.data.filter(({ role }) => names(role).includes(folded(admin.name)));
      return { rows, more: page.next_cursor !== null, usual: of.defaults.role_ids.includes(admin.id) };
    },
  });
}

const names = (cell: string) => cell.split('|').map(folded);

/** As the server compares names: whatever their case and width, and without what shows nothing. */
const folded = (name: string) =>
  name
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .trim()
    .toLowerCase();

/** Says it before the start, as wherever somebody becomes Admin. */
export function NewAdmins({ rows, more, usual }: Found) {
  const [listed, others] = [rows.slice(0, named), rows.length - named];
  return (
    <>
      {usual && (
        <p className="font-medium text-ink">
          <Trans>Whoever has no role in the file becomes Admin, and can then change everything here.</Trans>
        </p>
      )}
      {rows.length > 0 && (
        <div className="flex flex-col gap-1.5">
          <p className="font-medium text-ink">
            <Plural
              value={rows.length}
              one="One of them becomes Admin, and can then change everything here, also your own access:"
              other="# of them become Admins, and can then change everything here, also your own access:"
            />
          </p>
          <ul className="flex flex-col gap-1 text-sm">
            {listed.map(({ number, name, email }) => (
              <li key={number} className="[overflow-wrap:anywhere]">
                <bdi className="font-medium text-ink">{name}</bdi> {email}
              </li>
            ))}
          </ul>
          {others > 0 && <Plural value={others} one="and # more" other="and # more" />}
          {more && <Trans>There may be more of them: search the lines for the role.</Trans>}
        </div>
      )}
    </>
  );
}
