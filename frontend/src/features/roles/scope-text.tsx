import { Trans } from '@lingui/react/macro';
import type { Role } from '@/api/types';

/** Where a role counts, in a few words. */
export function ScopeText({ scope }: { scope: Role['scope'] }) {
  return scope === 'locations' ? <Trans>Only at their locations</Trans> : <Trans>Across the workspace</Trans>;
}
