import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Check, Trash2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { usePhone } from '@/lib/use-media';
import { Button } from '@/ui/button';

type BulkBarProps = {
  selected: number;
  total: number;
  /** Whether there are more than these. */
  more: boolean;
  /** Why those selected cannot be approved as they are. */
  obstacle: string | null;
  busy: boolean;
  onAll: () => void;
  onClear: () => void;
  onApprove: () => void;
  onReject: () => void;
};

/** Ticks everybody at once, and decides for all who are ticked. Stays in sight while there are any. */
export function BulkBar({ selected, total, more, obstacle, busy, onAll, onClear, onApprove, onReject }: BulkBarProps) {
  const { t } = useLingui();
  const phone = usePhone();
  const box = useRef<HTMLInputElement>(null);
  const some = selected > 0 && selected < total;
  useEffect(() => {
    if (box.current) box.current.indeterminate = some;
  }, [some]);
  return (
    <fieldset
      className={`flex min-w-0 flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-line bg-raised px-5 py-2 max-sm:px-4 ${selected > 0 ? 'sticky top-2 z-10 shadow-pop max-sm:top-16' : ''}`}
    >
      <legend className="sr-only">{t`Several requests at once`}</legend>
      <label className="flex min-h-9 items-center gap-3 font-medium text-sm max-sm:min-h-11">
        <input
          ref={box}
          type="checkbox"
          className="size-4 accent-accent max-sm:size-5"
          checked={selected === total}
          onChange={selected === total ? onClear : onAll}
        />
        <HowMany selected={selected} total={total} more={more} />
      </label>
      {selected > 0 && (
        <div className="ml-auto flex flex-wrap gap-2 max-sm:ml-0 max-sm:w-full">
          <Button
            variant="primary"
            aria-label={t`Approve selected`}
            icon={<Check aria-hidden="true" className="size-4" />}
            busy={busy}
            disabled={obstacle !== null}
            onClick={onApprove}
            className="max-sm:flex-1"
          >
            {phone ? <Trans>Approve</Trans> : <Trans>Approve selected</Trans>}
          </Button>
          <Button
            variant="danger-ghost"
            aria-label={t`Reject & Delete selected`}
            icon={<Trash2 aria-hidden="true" className="size-4" />}
            disabled={busy}
            onClick={onReject}
            className="max-sm:flex-1"
          >
            {phone ? <Trans>Reject & Delete</Trans> : <Trans>Reject & Delete selected</Trans>}
          </Button>
        </div>
      )}
      {selected > 0 && obstacle && <p className="w-full text-danger-ink text-sm">{obstacle}</p>}
    </fieldset>
  );
}

/** Where more wait than are shown, ticking all of them ticks only these. */
function HowMany({ selected, total, more }: Pick<BulkBarProps, 'selected' | 'total' | 'more'>) {
  if (selected === 0) return more ? <Trans>Select all {total} shown</Trans> : <Trans>Select all</Trans>;
  if (more)
    return (
      <Plural value={selected} one={`# of ${total} shown is selected`} other={`# of ${total} shown are selected`} />
    );
  return <Plural value={selected} one={`# of ${total} selected`} other={`# of ${total} selected`} />;
}
