import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useAdminQuestion } from '@/features/roles/use-admin-question';
import { problemText } from '@/i18n/problem-text';
import { Banner } from '@/ui/banner';
import { BulkBar } from './bulk-bar';
import { ConfirmApproveAll, ConfirmRejectAll, type Named } from './bulk-confirm';
import { BulkOutcome, outcomeId } from './bulk-outcome';
import { useBulk } from './use-bulk';
import type { useSelection } from './use-selection';

type BulkDecideProps = {
  /** Those who can be ticked. */
  people: Named[];
  /** Whether others wait who are not loaded yet. */
  more: boolean;
  selection: ReturnType<typeof useSelection>;
  rolesOf: (approvalId: string) => string[] | null;
  onSend: (ids: string[]) => void;
  onDone: (ids: string[]) => void;
};

/** The bar above the list, the questions it asks, and what came of it. */
export default function BulkDecide({ people, more, selection, rolesOf, onSend, onDone }: BulkDecideProps) {
  const { t, i18n } = useLingui();
  // The question stays about those for whom it was asked, whatever others decide meanwhile.
  const [asking, setAsking] = useState<{ about: 'approve' | 'reject'; people: Named[] } | null>(null);
  const stop = () => setAsking(null);
  const chosen = people.filter(({ id }) => selection.selected.includes(id));
  const bulk = useBulk({
    rolesOf,
    onSend,
    onDone: (done, misses) => {
      selection.clear();
      onDone(done);
      // What could not be decided is read before anything else; later than the row that would take the focus.
      if (misses.length > 0) setTimeout(() => document.getElementById(outcomeId)?.focus(), 120);
    },
  });
  const unfinished = chosen.find(({ id }) => rolesOf(id)?.length === 0);

  const { isAdmin } = useAdminQuestion();
  const becomesAdmin = ({ id, user }: Named) => (rolesOf(id) ?? user.roles.map((role) => role.id)).some(isAdmin);

  function approve() {
    if (chosen.some((each) => each.flags.length > 0 || becomesAdmin(each)))
      setAsking({ about: 'approve', people: chosen });
    else void bulk.decideOrTell(chosen, { decision: 'approve' });
  }
  return (
    <>
      {bulk.error !== null && <Banner tone="danger">{problemText(i18n, bulk.error)}</Banner>}
      {bulk.outcome && <BulkOutcome {...bulk.outcome} onClose={bulk.close} />}
      {people.length > 1 && (
        <BulkBar
          selected={chosen.length}
          total={people.length}
          more={more}
          obstacle={unfinished ? t`Choose at least one role for ${unfinished.user.name}.` : null}
          busy={bulk.busy}
          onAll={selection.selectAll}
          onClear={selection.clear}
          onApprove={approve}
          onReject={() => setAsking({ about: 'reject', people: chosen })}
        />
      )}
      {asking?.about === 'approve' && (
        <ConfirmApproveAll
          people={asking.people}
          admins={asking.people.filter(becomesAdmin)}
          onClose={stop}
          onConfirm={() => bulk.decide(asking.people, { decision: 'approve' })}
        />
      )}
      {asking?.about === 'reject' && (
        <ConfirmRejectAll
          people={asking.people}
          onClose={stop}
          onConfirm={(reason, notify) => bulk.decide(asking.people, { decision: 'reject', reason, notify })}
        />
      )}
    </>
  );
}
