import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import type { Role } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { Badge } from '@/ui/badge';
import { ErrorState } from '@/ui/error-state';
import { Loading, Skeleton } from '@/ui/skeleton';
import { permissionText, sortPermissions } from './permission-text';
import { rolesQuery } from './queries';

/** What each role allows, in sentences. */
export default function RolesList() {
  const { workspaceId } = usePlace();
  const roles = useQuery(rolesQuery(workspaceId));
  if (roles.isPending) return <RolesSkeleton />;
  if (!roles.data) return <ErrorState error={roles.error} onRetry={() => void roles.refetch()} />;
  return (
    <ul className="grid grid-cols-2 items-start gap-4 max-lg:grid-cols-1">
      {roles.data.data.map((role) => (
        <RoleCard key={role.id} role={role} />
      ))}
    </ul>
  );
}

function RoleCard({ role }: { role: Role }) {
  const { t, i18n } = useLingui();
  const sentences = role.built_in
    ? [t`Everything: it holds every permission, also those that come later`]
    : sortPermissions(role.permissions).map((permission) => permissionText(i18n, permission));
  return (
    <li className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-5 shadow-card max-sm:p-4">
      <div className="flex flex-col gap-1">
        <h2 className="flex flex-wrap items-center gap-2 font-semibold text-lg">
          <bdi>{role.name}</bdi>
          {role.built_in && (
            <Badge>
              <Trans>Built in</Trans>
            </Badge>
          )}
          {role.scope === 'locations' && (
            <Badge tone="info">
              <Trans>Only at their locations</Trans>
            </Badge>
          )}
        </h2>
        {role.description && <p className="text-muted">{role.description}</p>}
      </div>
      {sentences.length === 0 ? (
        <p className="text-muted text-sm">
          <Trans>This role allows nothing.</Trans>
        </p>
      ) : (
        <ul className="flex flex-col gap-1.5 text-sm">
          {sentences.map((sentence) => (
            <li key={sentence} className="flex items-start gap-2">
              <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ok-ink" />
              <span className="[overflow-wrap:anywhere]">{sentence}</span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function RolesSkeleton() {
  return (
    <Loading>
      <div className="grid grid-cols-2 gap-4 max-lg:grid-cols-1">
        {['w-24', 'w-32', 'w-28', 'w-20'].map((width) => (
          <div
            key={width}
            className="flex h-40 flex-col gap-3 rounded-lg border border-line bg-surface p-5 shadow-card"
          >
            <Skeleton className={`h-4 ${width}`} />
            <Skeleton className="h-3 w-56" />
            <Skeleton className="h-3 w-44" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
