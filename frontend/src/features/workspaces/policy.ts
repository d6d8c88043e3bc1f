import { useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import * as z from 'zod/mini';
import type { Workspace, WorkspacePatch } from '@/api/types';
import { useZodForm } from '@/lib/zod-form';

export type ApprovalPolicy = Workspace['approval_policy'];

export type PolicyValues = {
  approval_policy: ApprovalPolicy;
  four_eyes: boolean;
  own_domains: string[];
  invitation_ttl_hours: number;
  approval_ttl_hours: number;
};

const policies = ['always', 'unless_invited_by_approver', 'outside_domains', 'never'] as const;

export function valuesOf(workspace: Workspace): PolicyValues {
  return {
    approval_policy: workspace.approval_policy,
    four_eyes: workspace.four_eyes,
    own_domains: workspace.own_domains,
    invitation_ttl_hours: workspace.invitation_ttl_hours,
    approval_ttl_hours: workspace.approval_ttl_hours,
  };
}

/** The domains in what was typed or pasted: one per line, or with commas. */
export const domainsOf = (text: string) =>
  text
    .toLowerCase()
    .split(/[\s,;]+/)
    .map((domain) => domain.replace(/^@/, ''))
    .filter(Boolean);

/** What differs from the workspace: a merge patch leaves the rest as it is. */
export function patchOf(base: Workspace, values: PolicyValues): WorkspacePatch {
  const domains = values.own_domains;
  return {
    ...(values.approval_policy !== base.approval_policy ? { approval_policy: values.approval_policy } : {}),
    ...(values.four_eyes !== base.four_eyes ? { four_eyes: values.four_eyes } : {}),
    ...(domains.join() !== base.own_domains.join() ? { own_domains: domains } : {}),
    ...(values.invitation_ttl_hours !== base.invitation_ttl_hours
      ? { invitation_ttl_hours: values.invitation_ttl_hours }
      : {}),
    ...(values.approval_ttl_hours !== base.approval_ttl_hours ? { approval_ttl_hours: values.approval_ttl_hours } : {}),
  };
}

export function usePolicyForm(workspace: Workspace) {
  const { t } = useLingui();
  const schema = useMemo(() => {
    const hours = (most: number, message: string) =>
      z.number(message).check(z.int(message), z.minimum(1, message), z.maximum(most, message));
    return z
      .object({
        approval_policy: z.enum(policies),
        four_eyes: z.boolean(),
        own_domains: z.array(z.string()),
        invitation_ttl_hours: hours(2160, t`Choose between 1 hour and 90 days.`),
        approval_ttl_hours: hours(8760, t`Choose between 1 hour and 365 days.`),
      })
      .check(
        z.refine((values) => values.approval_policy !== 'outside_domains' || values.own_domains.length > 0, {
          path: ['own_domains'],
          error: t`Name at least one domain, or everybody needs an approval.`,
        }),
      );
  }, [t]);
  return useZodForm<PolicyValues>(schema, valuesOf(workspace));
}

export function usePolicyOptions(): { id: ApprovalPolicy; name: string; description: string }[] {
  const { t } = useLingui();
  return [
    { id: 'always', name: t`Everybody`, description: t`Nobody gets in before an administrator approved them.` },
    {
      id: 'unless_invited_by_approver',
      name: t`Everybody, unless invited by someone who may approve`,
      description: t`An invitation by someone with the right to approve counts as approval.`,
    },
    {
      id: 'outside_domains',
      name: t`People from outside`,
      description: t`Whoever has an address at one of the workspace's own domains gets in without approval.`,
    },
    { id: 'never', name: t`Nobody`, description: t`Whoever accepts an invitation is in.` },
  ];
}
