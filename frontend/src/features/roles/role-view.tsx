import { Plural, Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { Role } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { Banner } from '@/ui/banner';
import { Card } from '@/ui/card';
import { linkClass } from '@/ui/link-class';
import { RoleAllows } from './role-allows';
import { ScopeText } from './scope-text';

/** A role that the reader may not change, and why. */
export default function RoleView({ role, limit }: { role: Role; limit: string }) {
  const { workspaceId, can } = usePlace();
  const holders = <Plural value={role.user_count} _0="Nobody has it" one="# person has it" other="# people have it" />;
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <Banner>
        {role.built_in ? (
          <Trans>
            This role is built in: it can't be changed or deleted, and whoever has it can do everything here.
          </Trans>
        ) : (
          <Trans>You can see this role, but not change it: {limit}.</Trans>
        )}
      </Banner>
      <Card>
        <div className="flex flex-col gap-1 pb-5 [overflow-wrap:anywhere]">
          {role.description && <p>{role.description}</p>}
          <p className="text-muted">
            <ScopeText scope={role.scope} /> ·{' '}
            {role.user_count > 0 && can('users:read') ? (
              <Link
                to="/w/$workspaceId/settings/users"
                params={{ workspaceId }}
                search={{ role: role.id }}
                className={linkClass}
              >
                {holders}
              </Link>
            ) : (
              holders
            )}
          </p>
        </div>
        <h2 className="pb-3 font-semibold text-lg">
          <Trans>What it allows</Trans>
        </h2>
        <RoleAllows role={role} />
      </Card>
    </div>
  );
}
