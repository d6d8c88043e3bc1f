import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Role, RolePreview } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { Banner } from '@/ui/banner';
import { type ImpactLine, impactOf, losesApprovers, ownLosses } from './impact';
import { permissionsQuery } from './permission-queries';
import { permissionText } from './permission-text';
import { rolesQuery } from './queries';

type ImpactListProps = { preview: RolePreview; before: Role; after: Pick<Role, 'built_in' | 'scope' | 'permissions'> };

/** Who would gain and who would lose what, counted, and what the editor would do to themselves. */
export function ImpactList({ preview, before, after }: ImpactListProps) {
  const { workspaceId, roles: own } = usePlace();
  const roles = useQuery(rolesQuery(workspaceId)).data?.data ?? [];
  const { gains, loses } = impactOf(preview);
  const held = own.map(({ id }) => id);
  const lost = ownLosses(held, roles, before, after);
  return (
    <div className="flex flex-col gap-4">
      {lost.length > 0 && <OwnLoss permissions={lost} locksOut={preview.own_loss} />}
      {losesApprovers(preview) && (
        <Banner tone="warn">
          <Trans>Nobody could decide login requests any more.</Trans>
        </Banner>
      )}
      {gains.length + loses.length === 0 && (
        <p>
          <Trans>Nobody gains or loses anything by it: what changes, everybody concerned has from other roles.</Trans>
        </p>
      )}
      <Lines lines={loses} title={<Trans>Lost</Trans>} lost />
      <Lines lines={gains} title={<Trans>Gained</Trans>} />
    </div>
  );
}

function OwnLoss({ permissions, locksOut }: { permissions: string[]; locksOut: boolean }) {
  const text = useText();
  return (
    <Banner tone="warn">
      <Trans>You yourself would lose:</Trans>
      <ul className="list-disc pl-4">
        {permissions.map((permission) => (
          <li key={permission}>{text(permission)}</li>
        ))}
      </ul>
      {locksOut && (
        <p className="pt-1 font-medium">
          <Trans>You could not change this back yourself.</Trans>
        </p>
      )}
    </Banner>
  );
}

function Lines({ lines, title, lost = false }: { lines: ImpactLine[]; title: ReactNode; lost?: boolean }) {
  const text = useText();
  if (lines.length === 0) return null;
  const Icon = lost ? Minus : Plus;
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-medium text-muted text-sm">{title}</h3>
      <ul className="flex flex-col gap-2">
        {lines.map(({ permission, users }) => (
          <li key={permission} className="flex items-start gap-2.5">
            <Icon aria-hidden="true" className={`mt-1 size-4 shrink-0 ${lost ? 'text-danger-ink' : 'text-ok-ink'}`} />
            <span className="min-w-0 [overflow-wrap:anywhere]">
              {lost ? (
                <Plural value={users} one="# person loses" other="# people lose" />
              ) : (
                <Plural value={users} one="# person gains" other="# people gain" />
              )}{' '}
              <code className="font-mono text-sm">{permission}</code>
              <span className="block text-muted text-sm">{text(permission)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function useText() {
  const { i18n } = useLingui();
  const { workspaceId } = usePlace();
  const catalogue = useQuery(permissionsQuery(workspaceId)).data?.data ?? [];
  return (permission: string) =>
    permissionText(i18n, permission, catalogue.find((each) => each.permission === permission)?.description);
}
