import { useCallback, useEffect, useRef, useState } from 'react';
import type { Approval, ApprovalUser, Decision } from '@/api/types';
import { getApproval } from './api';

export type ReviewRow = {
  approval: Approval;
  /** What somebody else decided; such a row says so and leaves. */
  decision: Decision | null;
};

/** Somebody who is still there to be decided on. */
export type NamedRow = ReviewRow & { approval: { user: ApprovalUser } };

const farewellMs = 5_000;

/**
 * The requests as rows, and for a few seconds those that somebody else decided while they were on the screen, so that no
 * row disappears without a word. `decidedHere` names those that are to leave silently.
 */
export function useDepartures(workspaceId: string, pending: Approval[] | undefined) {
  const [leaving, setLeaving] = useState<(ReviewRow & { decision: Decision })[]>([]);
  const shown = useRef<Approval[]>([]);
  const quiet = useRef(new Set<string>());

  const sayFarewell = useCallback((approval: Approval, decision: Decision) => {
    quiet.current.add(approval.id);
    setLeaving((rows) => [...rows.filter((row) => row.approval.id !== approval.id), { approval, decision }]);
    setTimeout(() => setLeaving((rows) => rows.filter((row) => row.approval.id !== approval.id)), farewellMs);
  }, []);
  const decidedHere = useCallback((approvalId: string) => quiet.current.add(approvalId), []);

  useEffect(() => {
    if (!pending) return;
    const gone = shown.current.filter(({ id }) => !quiet.current.has(id) && !pending.some((one) => one.id === id));
    shown.current = pending;
    for (const approval of gone) {
      getApproval(workspaceId, approval.id).then(
        (now) => now.decision && sayFarewell(approval, now.decision),
        () => undefined,
      );
    }
  }, [workspaceId, pending, sayFarewell]);

  const still = (pending ?? []).filter(({ id }) => !leaving.some((row) => row.approval.id === id));
  const rows: ReviewRow[] = [...still.map((approval) => ({ approval, decision: null })), ...leaving];
  return { rows: rows.toSorted(byAge), sayFarewell, decidedHere };
}

const byAge = ({ approval: a }: ReviewRow, { approval: b }: ReviewRow) =>
  a.created_at.localeCompare(b.created_at) || a.id.localeCompare(b.id);
