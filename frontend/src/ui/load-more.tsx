import { Trans, useLingui } from '@lingui/react/macro';
import { useLayoutEffect, useRef, useState } from 'react';
import { Button } from './button';

type LoadMoreProps = {
  hasMore: boolean;
  busy: boolean;
  onMore: () => void;
  shown: number;
  /** How many there are, where the list was counted. */
  total?: { value: number; exact: boolean } | undefined;
};

/** The foot of a list that has further pages: how much of it is shown, and more. */
export function LoadMore({ hasMore, busy, onMore, shown, total }: LoadMoreProps) {
  const { i18n } = useLingui();
  const foot = useRef<HTMLParagraphElement>(null);
  const [asked, setAsked] = useState(false);
  // With the last page the button goes, and must not take the focus with it.
  useLayoutEffect(() => {
    if (asked && !hasMore && document.activeElement === document.body) foot.current?.focus({ preventScroll: true });
  }, [asked, hasMore]);
  const number = new Intl.NumberFormat(i18n.locale);
  const some = number.format(shown);
  const all = total && `${number.format(Math.max(total.value, shown))}${total.exact ? '' : '+'}`;
  if (!hasMore && (!asked || shown === 0)) return null;
  return (
    <div className="flex flex-col items-center gap-2 pt-4">
      {(!hasMore || all) && (
        <p ref={foot} tabIndex={-1} className="text-muted text-sm tabular-nums outline-none">
          {hasMore ? (
            <Trans>
              {some} of {all} shown
            </Trans>
          ) : (
            <Trans>There are no more.</Trans>
          )}
        </p>
      )}
      {hasMore && (
        <Button
          busy={busy}
          onClick={() => {
            setAsked(true);
            onMore();
          }}
        >
          <Trans>Load more</Trans>
        </Button>
      )}
    </div>
  );
}
