import { Trans, useLingui } from '@lingui/react/macro';
import type { Workspace } from '@/api/types';
import { CopyField } from '@/ui/copy-field';

/** The address on which people ask to join, to copy; for wherever `access_requests` is set. Absent while nobody may ask. */
export function ShareJoinLink({ workspace }: { workspace: Pick<Workspace, 'slug' | 'access_requests'> }) {
  const { t } = useLingui();
  if (workspace.access_requests === 'off') return null;
  return (
    <CopyField
      label={t`Address to ask to join`}
      value={`${window.location.origin}/join/${workspace.slug}`}
      hint={
        workspace.access_requests === 'domains' ? (
          <Trans>
            Give it to people with an address at one of the workspace's own domains. An administrator decides.
          </Trans>
        ) : (
          <Trans>Whoever has this address can ask. An administrator always decides.</Trans>
        )
      }
    />
  );
}
