import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete';
import { Input, SearchField } from 'react-aria-components/SearchField';
import { ListBox } from 'react-aria-components/Select';
import { controlClass } from './field';
import type { Option } from './option';
import { OptionItem } from './select-parts';

/** From how many choices on a list of them has a search box. */
const searchFrom = 9;

/** The list of a select with many choices. */
export function SearchableOptions({ options }: { options: Option[] }) {
  return (
    <Searchable when={options.length >= searchFrom}>
      <ListBox items={options} className="outline-none" renderEmptyState={() => <NoMatch />}>
        {(option) => <OptionItem option={option} />}
      </ListBox>
    </Searchable>
  );
}

/** A search box above the ListBox that it filters. */
export function Searchable({ when, children }: { when: boolean; children: ReactNode }) {
  const { t } = useLingui();
  const { contains } = useFilter({ sensitivity: 'base' });
  if (!when) return children;
  return (
    <Autocomplete filter={contains}>
      <SearchField autoFocus aria-label={t`Search`} className="sticky top-0 z-10 bg-raised pb-1">
        <Input placeholder={t`Search`} className={controlClass} />
      </SearchField>
      {children}
    </Autocomplete>
  );
}

function NoMatch() {
  return (
    <p className="px-2.5 py-2 text-muted text-sm">
      <Trans>Nothing matches</Trans>
    </p>
  );
}
