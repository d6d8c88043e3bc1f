import { Select as AriaSelect } from 'react-aria-components/Select';
import { SearchableOptions } from './searchable';
import { ariaProps, type SelectBaseProps, SelectParts } from './select-parts';

type SearchSelectProps = SelectBaseProps & { value: string | null; onChange: (id: string) => void };

/** One of many: time zones, locations, permissions. From nine choices on it has a search box. */
export function SearchSelect({ value, onChange, ...rest }: SearchSelectProps) {
  return (
    <AriaSelect {...ariaProps(rest)} value={value} onChange={(key) => key !== null && onChange(String(key))}>
      <SelectParts {...rest} chosen={rest.options.find(({ id }) => id === value)?.name}>
        <SearchableOptions options={rest.options} />
      </SelectParts>
    </AriaSelect>
  );
}
