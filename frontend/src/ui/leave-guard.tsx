import { Trans } from '@lingui/react/macro';
import { useBlocker } from '@tanstack/react-router';
import { Confirm } from './confirm';

/** Asks once before something typed is lost by leaving the page; a change of the page's own search parameters loses nothing. */
export function LeaveGuard({ when }: { when: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => when && current.pathname !== next.pathname,
    enableBeforeUnload: () => when,
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return (
    <Confirm
      isOpen
      onClose={reset}
      title={<Trans>Leave without saving?</Trans>}
      confirmLabel={<Trans>Leave</Trans>}
      onConfirm={async () => proceed()}
    >
      <p>
        <Trans>What you typed here will be lost.</Trans>
      </p>
    </Confirm>
  );
}
