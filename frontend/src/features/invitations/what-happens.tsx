import { plural } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { usePlace } from '@/features/session/place';
import { workspaceQuery } from '@/features/workspaces/queries';

/** What an invitation sets going, by the policy of the workspace: the e-mail, how long it lasts, who decides after it. */
export function WhatHappens() {
  const { workspaceId } = usePlace();
  const policy = useQuery(workspaceQuery(workspaceId)).data;
  if (!policy) return <Trans>They get an e-mail and must accept it before they can join.</Trans>;
  const lifetime = duration(policy.invitation_ttl_hours);
  return (
    <>
      <Trans>They get an e-mail with a link that works for {lifetime}, and must accept before they can join.</Trans>{' '}
      <WhoDecides policy={policy} />
    </>
  );
}

function WhoDecides({ policy }: { policy: { approval_policy: string; four_eyes: boolean; own_domains: string[] } }) {
  const { can } = usePlace();
  const domains = policy.own_domains.join(', ');
  switch (policy.approval_policy) {
    case 'never':
      return null;
    case 'outside_domains':
      return domains ? (
        <Trans>Then an administrator approves them, unless their address is at {domains}.</Trans>
      ) : (
        <Trans>Then an administrator approves them.</Trans>
      );
    case 'unless_invited_by_approver':
      return can('approvals:decide') && !policy.four_eyes ? (
        <Trans>Your invitation counts as approval.</Trans>
      ) : (
        <Trans>Then an administrator approves them.</Trans>
      );
    default:
      return policy.four_eyes ? (
        <Trans>Then an administrator other than you approves them.</Trans>
      ) : (
        <Trans>Then an administrator approves them.</Trans>
      );
  }
}

/** "7 days", "36 hours". */
export function duration(hours: number): string {
  const days = hours / 24;
  return Number.isInteger(days)
    ? plural(days, { one: '# day', other: '# days' })
    : plural(hours, { one: '# hour', other: '# hours' });
}
