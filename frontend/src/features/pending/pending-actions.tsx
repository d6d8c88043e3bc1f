import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Bell } from 'lucide-react';
import { useState } from 'react';
import { putAnswer } from '@/api/put-answer';
import type { PendingPlace } from '@/api/types';
import { problemText } from '@/i18n/problem-text';
import { clockTime } from '@/lib/time';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { Confirm } from '@/ui/confirm';
import { nextReminder, pendingQuery, remindApprovers, withdrawRequest } from './pending';

type PendingActionsProps = { token: string; places: PendingPlace[]; onWithdrawn: () => void };

/** Reminding, once in 24 hours, and withdrawing, behind a question. */
export function PendingActions({ token, places, onWithdrawn }: PendingActionsProps) {
  const { i18n } = useLingui();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { queryKey } = pendingQuery(token);
  const remind = useMutation({
    mutationFn: () => remindApprovers(token),
    onSuccess: (pending) => putAnswer(queryClient, queryKey, pending),
  });
  const next = nextReminder(places);
  const names = new Intl.ListFormat(i18n.locale).format(places.map((place) => place.workspace.name));

  return (
    <div className="flex flex-col gap-3">
      {remind.error && <Banner tone="danger">{problemText(i18n, remind.error)}</Banner>}
      <div role="status" className="empty:-mt-3">
        {remind.isSuccess && (
          <Banner tone="ok">
            <Trans>The administrators were reminded.</Trans>
          </Banner>
        )}
      </div>
      <Button
        size="lg"
        busy={remind.isPending}
        disabled={next !== null}
        icon={<Bell aria-hidden="true" className="size-4" />}
        onClick={() => remind.mutate()}
      >
        <Trans>Send a reminder</Trans>
      </Button>
      {next && (
        <p className="text-balance text-center text-muted text-sm">
          <Trans>You can send the next reminder after {clockTime(next, i18n.locale)}.</Trans>
        </p>
      )}
      <Button variant="danger-ghost" size="lg" onClick={() => setAsking(true)}>
        <Trans>Withdraw my request</Trans>
      </Button>
      <Confirm
        isOpen={asking}
        onClose={() => setAsking(false)}
        title={<Trans>Withdraw your request to join {names}?</Trans>}
        confirmLabel={<Trans>Withdraw</Trans>}
        onConfirm={() => withdrawRequest(token).then(onWithdrawn)}
      >
        <Trans>
          Your place is deleted, and your account where this was its only place. To come back you need a new invitation.
        </Trans>
      </Confirm>
    </div>
  );
}
