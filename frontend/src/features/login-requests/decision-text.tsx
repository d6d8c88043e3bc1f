import { Trans } from '@lingui/react/macro';
import type { Decision } from '@/api/types';
import { Time } from '@/ui/time';

/** "Approved by Ben 2 minutes ago". */
export function DecisionText({ decision: { state, by, at } }: { decision: Decision }) {
  const when = <Time at={at} />;
  const who = <bdi>{by}</bdi>;
  if (state === 'approved')
    return by ? (
      <Trans>
        Approved by {who} {when}
      </Trans>
    ) : (
      <Trans>Approved {when}</Trans>
    );
  if (state === 'rejected') {
    return by ? (
      <Trans>
        Rejected and deleted by {who} {when}
      </Trans>
    ) : (
      <Trans>Rejected and deleted {when}</Trans>
    );
  }
  if (state === 'expired') return <Trans>This request expired {when}</Trans>;
  return <Trans>This request was withdrawn {when}</Trans>;
}
