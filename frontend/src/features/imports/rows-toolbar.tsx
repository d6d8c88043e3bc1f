import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Import } from '@/api/types';
import { useSearchText } from '@/lib/use-search-text';
import { cx } from '@/ui/cx';
import { SearchField } from '@/ui/search-field';
import { showTexts } from './row-words';
import { countOf, type RowSearch, type RowShow, showsOf } from './shows';

type ToolbarProps = { of: Import; search: RowSearch; onSearch: (change: RowSearch) => void };

/** A search box, and a chip with a number for everything that can be said of the rows. */
export function RowsToolbar({ of, search, onSearch }: ToolbarProps) {
  const { t, i18n } = useLingui();
  const [text, setText] = useSearchText(search.q ?? '', (q) => onSearch({ q: q || undefined }));
  const shows = showsOf(of);
  // A chip that is pressed stays, also when its last row was just mended.
  const chips = search.show && !shows.includes(search.show) ? [...shows, search.show] : shows;
  return (
    <div className="flex flex-col gap-2">
      <SearchField
        label={t`Search by name or e-mail`}
        value={text}
        onChange={setText}
        className="max-w-sm max-sm:max-w-none"
      />
      <fieldset className="flex min-w-0 flex-wrap gap-1">
        <legend className="sr-only">{t`Rows`}</legend>
        <Chip of={of} show={undefined} search={search} onSearch={onSearch}>
          <Trans>All</Trans>
        </Chip>
        {chips.map((show) => (
          <Chip key={show} of={of} show={show} search={search} onSearch={onSearch}>
            {i18n._(showTexts[show])}
          </Chip>
        ))}
      </fieldset>
    </div>
  );
}

function Chip({
  of,
  show,
  search,
  onSearch,
  children,
}: ToolbarProps & { show: RowShow | undefined; children: ReactNode }) {
  const { i18n } = useLingui();
  const pressed = search.show === show;
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={() => onSearch({ show })}
      className={cx(
        'edge inline-flex h-7 shrink-0 items-center gap-1.5 rounded-full px-3 text-sm max-sm:h-10',
        pressed
          ? 'bg-ink font-medium text-canvas forced-colors:border-[Highlight]'
          : 'bg-sunken text-muted hover:bg-pressed hover:text-ink',
      )}
    >
      {children}
      <span className="tabular-nums">{new Intl.NumberFormat(i18n.locale).format(countOf(of, show))}</span>
    </button>
  );
}
