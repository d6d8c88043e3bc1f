import { plural } from '@lingui/core/macro';
import { useState } from 'react';
import type { DecideApproval, DecidedApproval } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { useSubmitKey } from '@/lib/submit-key';
import { showToast } from '@/ui/toast';
import { useForget } from './api';
import { decideMany } from './bulk';
import type { Named } from './bulk-confirm';
import type { Miss } from './bulk-outcome';

type Ruling = { decision: 'approve' | 'reject'; reason?: string; notify?: boolean };

type BulkProps = {
  /** Roles that the approver chose for somebody instead of those asked for. */
  rolesOf: (approvalId: string) => string[] | null;
  /** Called before, so that rows which leave because of it leave without a word. */
  onSend: (ids: string[]) => void;
  onDone: (done: string[], misses: Miss[]) => void;
};

/** Decides many at once, and remembers of whom it could not be decided, and why. */
export function useBulk({ rolesOf, onSend, onDone }: BulkProps) {
  const { workspaceId } = usePlace();
  const forget = useForget(workspaceId);
  const { keyFor, done: answered } = useSubmitKey();
  const [outcome, setOutcome] = useState<{ misses: Miss[]; done: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  async function decide(people: Named[], ruling: Ruling) {
    setBusy(true);
    setError(null);
    setOutcome(null);
    onSend(people.map(({ id }) => id));
    try {
      const decisions = people.map(({ id }) => decisionOn(id, ruling, rolesOf(id)));
      tell(people, ruling, await decideMany(workspaceId, decisions, keyFor));
    } finally {
      setBusy(false);
    }
  }

  function tell(people: Named[], ruling: Ruling, outcomes: DecidedApproval[]) {
    answered();
    const done = outcomes.filter(({ code }) => code === null);
    const misses = outcomes
      .filter(({ code }) => code !== null)
      .map((one) => ({ name: people.find(({ id }) => id === one.id)?.user.name ?? '', outcome: one }));
    forget(...outcomes.filter(({ state }) => state !== 'pending').map(({ id }) => id));
    if (misses.length > 0) setOutcome({ misses, done: done.length });
    if (done.length > 0) showToast({ title: doneText(ruling, done.length) });
    onDone(
      done.map(({ id }) => id),
      misses,
    );
  }

  /** For the button that has no dialog to show what went wrong. */
  const decideOrTell = (people: Named[], ruling: Ruling) => decide(people, ruling).catch(setError);
  return { decide, decideOrTell, busy, error, outcome, close: () => setOutcome(null) };
}

function decisionOn(id: string, { decision, reason, notify }: Ruling, roles: string[] | null): DecideApproval {
  if (decision === 'approve') return { approval_id: id, decision, ...(roles ? { role_ids: roles } : {}) };
  return { approval_id: id, decision, ...(notify ? { notify } : {}), ...(reason ? { reason } : {}) };
}

const doneText = ({ decision }: Ruling, count: number) =>
  decision === 'approve'
    ? plural(count, { one: '# person approved', other: '# people approved' })
    : plural(count, { one: '# person rejected and deleted', other: '# people rejected and deleted' });
