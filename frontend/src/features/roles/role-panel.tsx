import { Trans } from '@lingui/react/macro';
import type { Role } from '@/api/types';
import SidePanel from '@/ui/side-panel';
import { RoleAllows } from './role-allows';
import { ScopeText } from './scope-text';

/** "What can this role do?": one or several roles, each with what it allows. */
export default function RolePanel({ roles, onClose }: { roles: Role[]; onClose: () => void }) {
  return (
    <SidePanel
      onClose={onClose}
      title={roles.length === 1 ? <Trans>What can this role do?</Trans> : <Trans>What can these roles do?</Trans>}
    >
      <ul className="flex flex-col gap-8">
        {roles.map((role) => (
          <li key={role.id} className="flex flex-col gap-3">
            <div className="flex flex-col gap-1 [overflow-wrap:anywhere]">
              <h3 className="font-semibold text-lg">
                <bdi>{role.name}</bdi>
              </h3>
              {role.description && <p>{role.description}</p>}
              <p className="text-muted text-sm">
                <ScopeText scope={role.scope} />
              </p>
            </div>
            <RoleAllows role={role} heading="h4" />
          </li>
        ))}
      </ul>
    </SidePanel>
  );
}
