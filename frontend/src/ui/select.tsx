import { Select as AriaSelect, ListBox } from 'react-aria-components/Select';
import { ariaProps, OptionItem, type SelectBaseProps, SelectParts } from './select-parts';

type SelectProps = SelectBaseProps & { value: string | null; onChange: (id: string) => void };

/** One of a few choices, each with a line of explanation where there is one. */
export function Select({ value, onChange, ...rest }: SelectProps) {
  return (
    <AriaSelect {...ariaProps(rest)} value={value} onChange={(key) => key !== null && onChange(String(key))}>
      <SelectParts {...rest} chosen={rest.options.find(({ id }) => id === value)?.name}>
        <ListBox items={rest.options} className="outline-none">
          {(option) => <OptionItem option={option} />}
        </ListBox>
      </SelectParts>
    </AriaSelect>
  );
}
