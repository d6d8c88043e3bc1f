import { Trans, useLingui } from '@lingui/react/macro';
import { Check, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Access } from '@/api/types';
import { Names } from '@/ui/names';
import { missingText } from './missing-text';

/** Yes with each role that allows it, or no with what is missing. `roles` are those of the person that hold the permission. */
export function Answer({ access, sentence, roles }: { access: Access; sentence: string; roles: string[] }) {
  const { i18n } = useLingui();
  const { allowed, user, location, grants, missing } = access;
  return (
    <div role="status" className="flex flex-col gap-3">
      <p
        className={`edge flex items-start gap-2.5 rounded-md px-3 py-2.5 ${allowed ? 'bg-ok-soft' : 'bg-danger-soft'}`}
      >
        {allowed ? (
          <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ok-ink" />
        ) : (
          <X aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-danger-ink" />
        )}
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <Verdict allowed={allowed} name={user.name} place={location?.name} />
          <span className="block text-muted text-sm">{sentence}</span>
        </span>
      </p>
      {grants.length > 0 && (
        <Reasons title={allowed ? <Trans>Because</Trans> : <Trans>What they hold</Trans>}>
          {grants.map(({ role, scope, locations }) => (
            <li key={role.id}>
              {scope === 'workspace' ? (
                <Trans>
                  The role <bdi className="font-medium">{role.name}</bdi> allows it across the workspace.
                </Trans>
              ) : (
                <Trans>
                  The role <bdi className="font-medium">{role.name}</bdi> allows it at their locations:{' '}
                  <Names of={locations} />.
                </Trans>
              )}
            </li>
          ))}
        </Reasons>
      )}
      {missing.length > 0 && (
        <Reasons title={<Trans>What is missing</Trans>}>
          {missing.map((each) => (
            <li key={each.code}>{missingText(i18n, each, access, roles)}</li>
          ))}
        </Reasons>
      )}
    </div>
  );
}

function Verdict({ allowed, name, place }: { allowed: boolean; name: string; place: string | undefined }) {
  const who = <bdi className="font-medium">{name}</bdi>;
  const where = <bdi className="font-medium">{place}</bdi>;
  if (place && allowed)
    return (
      <Trans>
        Yes, {who} may do this at {where}.
      </Trans>
    );
  if (place)
    return (
      <Trans>
        No, {who} may not do this at {where}.
      </Trans>
    );
  if (allowed) return <Trans>Yes, {who} may do this.</Trans>;
  return <Trans>No, {who} may not do this.</Trans>;
}

function Reasons({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1.5">
      <h3 className="font-medium text-muted text-sm">{title}</h3>
      <ul className="flex list-disc flex-col gap-1 pl-5 [overflow-wrap:anywhere]">{children}</ul>
    </div>
  );
}
