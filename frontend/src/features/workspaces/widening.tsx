import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { call, client } from '@/api/client';
import { Problem } from '@/api/problem';
import type { PolicyPatch, PolicyPreview } from '@/api/types';
import { Confirm } from '@/ui/confirm';

type Asking = { preview: PolicyPreview; save: () => Promise<unknown> };

/**
 * Before policies are saved: asks the server whom the change concerns, and the reader whether they mean it where more people
 * would get in than before. What lets nobody in is saved at once.
 */
export function useWidening(workspaceId: string) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const look = useMutation({
    mutationFn: (body: PolicyPatch) =>
      call(
        client.POST('/api/v1/workspaces/{workspace_id}/preview', {
          params: { path: { workspace_id: workspaceId } },
          body,
        }),
      ),
  });
  async function ask(patch: PolicyPatch, save: () => Promise<unknown>) {
    if (Object.keys(patch).length === 0) return save();
    const preview = await look.mutateAsync(patch);
    if (preview.widens.length === 0) return save();
    setAsking({ preview, save });
  }
  const dialog = asking && (
    <Confirm
      isOpen
      onClose={() => setAsking(null)}
      onConfirm={asking.save}
      tone="primary"
      title={<Trans>Let people in more easily?</Trans>}
      confirmLabel={<Trans>Save policy</Trans>}
    >
      <Concerned preview={asking.preview} />
    </Confirm>
  );
  const atField = look.error instanceof Problem && look.error.errors.length > 0;
  return { ask, dialog, looking: look.isPending, error: atField ? null : look.error };
}

/** What changes, and in numbers what it concerns and what it leaves as it is. */
function Concerned({ preview }: { preview: PolicyPreview }) {
  const { t } = useLingui();
  const { widens } = preview;
  const changes: Record<(typeof widens)[number], ReactNode> = {
    approval_policy: t`From now on, some people you invite get in without anybody approving them.`,
    four_eyes: t`From now on, whoever invited a person may also approve them.`,
    own_domains: t`From now on, the new domains count as the workspace's own.`,
    access_requests: t`From now on, more people can ask to join. Somebody still has to approve each of them.`,
  };
  return (
    <>
      {widens.map((field) => (
        <p key={field} className="text-ink">
          {changes[field]}
        </p>
      ))}
      <Numbers preview={preview} />
    </>
  );
}

function Numbers({ preview }: { preview: PolicyPreview }) {
  const { t } = useLingui();
  const { open_invitations: open, waiting_requests: waiting, own_domain_users: own, own_domain_invitations } = preview;
  const lines: string[] = [];
  if (open === 1) lines.push(t`1 open invitation stays as it was made.`);
  if (open > 1) lines.push(t`${open} open invitations stay as they were made.`);
  if (waiting === 1) lines.push(t`1 request waits and still has to be decided.`);
  if (waiting > 1) lines.push(t`${waiting} requests wait and still have to be decided.`);
  if (own === 1) lines.push(t`1 user has an address at the own domains.`);
  if (own > 1) lines.push(t`${own} users have an address at the own domains.`);
  if (own + own_domain_invitations === 0 && preview.widens.includes('own_domains')) {
    lines.push(t`Nobody here has an address at these domains yet. Are they spelt right?`);
  }
  if (lines.length === 0) return null;
  return (
    <ul className="flex list-disc flex-col gap-1 pl-5">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
