import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import type { Role } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { permissionsQuery } from './permission-queries';
import { groupPermissions, permissionText, resourceText } from './permission-text';

/** What a role allows, in sentences, by what they are about. The level of its headings is given, as it stands in many places. */
export function RoleAllows({ role, heading: Heading = 'h3' }: { role: Role; heading?: 'h2' | 'h3' | 'h4' }) {
  const { i18n } = useLingui();
  const { workspaceId } = usePlace();
  const catalogue = useQuery(permissionsQuery(workspaceId)).data?.data ?? [];
  if (role.built_in) {
    return (
      <p className="flex items-start gap-2 text-sm">
        <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ok-ink" />
        <Trans>Everything: it holds every permission, also those that come later</Trans>
      </p>
    );
  }
  if (role.permissions.length === 0) {
    return (
      <p className="text-muted text-sm">
        <Trans>This role allows nothing.</Trans>
      </p>
    );
  }
  const groups = groupPermissions(
    role.permissions.map(
      (permission) =>
        catalogue.find((each) => each.permission === permission) ?? {
          permission,
          description: '',
          origin: 'gatehouse',
        },
    ),
  );
  return (
    <div className="flex flex-col gap-4">
      {groups.map(({ resource, own, permissions }) => (
        <section key={`${own} ${resource}`} className="flex flex-col gap-1.5 break-inside-avoid">
          <Heading className="font-medium text-muted text-sm [overflow-wrap:anywhere]">
            {resourceText(i18n, resource)}
          </Heading>
          <ul className="flex flex-col gap-1.5 text-sm">
            {permissions.map(({ permission, description }) => (
              <li key={permission} className="flex items-start gap-2">
                <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ok-ink" />
                <span className="min-w-0 [overflow-wrap:anywhere]">
                  {permissionText(i18n, permission, description)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
