import { Select as AriaSelect } from 'react-aria-components/Select';
import { SearchableOptions } from './searchable';
import { ariaProps, type SelectBaseProps, SelectParts } from './select-parts';

type MultiSelectProps = SelectBaseProps & { value: string[]; onChange: (ids: string[]) => void };

/** Several of many: roles, locations. From nine choices on it has a search box. */
export function MultiSelect({ value, onChange, ...rest }: MultiSelectProps) {
  const chosen = rest.options.filter(({ id }) => value.includes(id)).map(({ name }) => name);
  return (
    <AriaSelect
      {...ariaProps(rest)}
      selectionMode="multiple"
      value={value}
      onChange={(keys) => onChange(keys.map(String))}
    >
      <SelectParts {...rest} chosen={chosen.join(', ')}>
        <SearchableOptions options={rest.options} />
      </SelectParts>
    </AriaSelect>
  );
}
