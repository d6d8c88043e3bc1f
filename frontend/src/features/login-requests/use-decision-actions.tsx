import { useLingui } from '@lingui/react/macro';
import { Check, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { isProblem } from '@/api/problem';
import { useAdminQuestion } from '@/features/roles/use-admin-question';
import { usePlace } from '@/features/session/place';
import { problemText } from '@/i18n/problem-text';
import type { MenuItem } from '@/ui/menu';
import { showToast } from '@/ui/toast';
import { approve, useForget } from './api';
import { RejectConfirm, type RejectTarget } from './reject-confirm';

export type DecisionTarget = RejectTarget & { waits: boolean; roles: string[] };

/** Approve and Reject & Delete in a row's menu, and the dialog for the latter, which stands once beside the list. */
export function useDecisionActions(): { itemsFor: (target: DecisionTarget) => MenuItem[]; dialogs: ReactNode } {
  const { t, i18n } = useLingui();
  const { workspaceId, can } = usePlace();
  const forget = useForget(workspaceId);
  const { ask, question } = useAdminQuestion();
  const [rejecting, setRejecting] = useState<RejectTarget | null>(null);

  async function approveNow({ approvalId, name, waits }: DecisionTarget) {
    try {
      await approve(workspaceId, approvalId);
      showToast({ title: waits ? t`${name} can now sign in` : t`${name} is approved and gets in once they accept` });
      forget(approvalId);
    } catch (error) {
      const decided = isProblem(error, 'already_decided');
      const detail = decided ? error.detail : problemText(i18n, error);
      showToast({ tone: 'danger', title: t`${name} was not approved`, description: detail });
      if (decided) forget(approvalId);
    }
  }
  function itemsFor(target: DecisionTarget): MenuItem[] {
    if (!can('approvals:decide')) return [];
    return [
      {
        id: 'approve',
        text: t`Approve`,
        icon: <Check />,
        onAction: () => ask({ given: target.roles, name: target.name }, () => approveNow(target)),
      },
      {
        id: 'reject',
        text: t`Reject & Delete…`,
        icon: <Trash2 />,
        danger: true,
        onAction: () => setRejecting(target),
      },
    ];
  }
  const dialogs = (
    <>
      {question}
      {rejecting && <RejectConfirm target={rejecting} onClose={() => setRejecting(null)} />}
    </>
  );
  return { itemsFor, dialogs };
}
