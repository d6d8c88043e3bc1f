import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/ui/button';
import { linkClass } from '@/ui/link-class';
import type { Selection } from './use-selection';

type BulkBarProps = {
  selection: Selection;
  /** How many match the filters in all; null where that is not known. */
  total: { value: number; exact: boolean } | null;
  rows: number;
  children: ReactNode;
};

/** What can be done with those that are ticked. It stays in sight at the lower edge, as long as there are any. */
export function BulkBar({ selection, total, rows, children }: BulkBarProps) {
  const { t, i18n } = useLingui();
  const { picked, whole, page } = selection;
  if (picked.length === 0 && !whole) return null;
  const all = total ? `${new Intl.NumberFormat(i18n.locale).format(total.value)}${total.exact ? '' : '+'}` : '';
  const more = total !== null && total.value > rows && page === 'all' && !whole;
  return (
    <section
      aria-label={t`Selected`}
      className="sticky bottom-3 z-20 mt-4 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border border-line bg-raised px-4 py-2.5 shadow-pop max-sm:bottom-2"
    >
      <p role="status" className="font-medium text-sm tabular-nums">
        {whole ? (
          <Trans>All {all} that match are selected</Trans>
        ) : (
          <Plural value={picked.length} one="# selected" other="# selected" />
        )}
      </p>
      {more && (
        <button type="button" onClick={selection.selectWhole} className={`${linkClass} text-sm max-sm:min-h-9`}>
          <Trans>Select all {all} that match</Trans>
        </button>
      )}
      {page === 'some' && (
        <button type="button" onClick={selection.togglePage} className={`${linkClass} text-sm max-sm:min-h-9`}>
          <Trans>Select this page</Trans>
        </button>
      )}
      <div className="ml-auto flex flex-wrap gap-1.5 max-sm:ml-0 max-sm:w-full">
        {children}
        <Button size="sm" variant="ghost" icon={<X aria-hidden="true" className="size-4" />} onClick={selection.clear}>
          <Trans>Clear selection</Trans>
        </Button>
      </div>
    </section>
  );
}
