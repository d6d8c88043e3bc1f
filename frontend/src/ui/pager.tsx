import { Trans, useLingui } from '@lingui/react/macro';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button';

/** The foot of a list that is turned page by page; nothing where there is one page only. */
export function Pager({
  range,
  onPrevious,
  onNext,
  busy = false,
  previousText = <Trans>Previous</Trans>,
  nextText = <Trans>Next</Trans>,
}: {
  /** "51–100 of 214", where it is known. */
  range?: string | undefined;
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
  /** Another page is being read: where it leads on to is not known yet, so the buttons wait, and keep the focus. */
  busy?: boolean;
  previousText?: ReactNode;
  nextText?: ReactNode;
}) {
  const { t } = useLingui();
  if (!onPrevious && !onNext) return null;
  return (
    <nav aria-label={t`Pages`} className="flex items-center justify-end gap-2 pt-4">
      {range && <span className="mr-auto text-muted text-sm tabular-nums">{range}</span>}
      <Button
        onClick={busy ? undefined : onPrevious}
        disabled={!onPrevious}
        icon={<ChevronLeft aria-hidden="true" className="-ml-1 size-4" />}
      >
        {previousText}
      </Button>
      <Button onClick={busy ? undefined : onNext} disabled={!onNext}>
        {nextText}
        <ChevronRight aria-hidden="true" className="-mr-1 size-4" />
      </Button>
    </nav>
  );
}
