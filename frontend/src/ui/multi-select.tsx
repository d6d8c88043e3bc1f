import { Trans } from '@lingui/react/macro';
import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Select as AriaSelect,
  Button,
  FieldError,
  Label,
  ListBox,
  Popover,
  SelectValue,
  Text,
} from 'react-aria-components/Select';
import { cx } from './cx';
import type { Option } from './option';
import { popoverClass } from './popover-class';
import { NoMatch, Searchable, searchFrom } from './searchable';
import { OptionItem, selectButtonClass } from './select';

type MultiSelectProps = {
  label: ReactNode;
  options: Option[];
  value: string[];
  onChange: (ids: string[]) => void;
  onBlur?: () => void;
  placeholder?: string;
  hint?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  disabled?: boolean;
};

/** Several of many: roles, locations. From nine choices on it has a search box. */
export function MultiSelect({
  label,
  options,
  value,
  onChange,
  onBlur,
  placeholder,
  hint,
  error,
  optional,
  disabled,
}: MultiSelectProps) {
  const names = options.filter((option) => value.includes(option.id)).map((option) => option.name);
  return (
    <AriaSelect
      selectionMode="multiple"
      value={value}
      onChange={(chosen) => onChange(chosen.map(String))}
      {...(onBlur ? { onBlur } : {})}
      {...(placeholder ? { placeholder } : {})}
      isDisabled={disabled ?? false}
      isInvalid={Boolean(error)}
      className="flex flex-col gap-1.5"
    >
      <Label className="flex items-baseline justify-between font-medium text-sm">
        {label}
        {optional && (
          <span className="font-normal text-muted text-xs">
            <Trans>Optional</Trans>
          </span>
        )}
      </Label>
      <Button className={selectButtonClass}>
        <SelectValue className="min-w-0 flex-1 truncate text-left data-[placeholder]:text-muted">
          {({ defaultChildren }) => (names.length > 0 ? names.join(', ') : defaultChildren)}
        </SelectValue>
        <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-muted" />
      </Button>
      {error && <FieldError className="text-danger-ink text-sm">{error}</FieldError>}
      {hint && (
        <Text slot="description" className="text-muted text-sm">
          {hint}
        </Text>
      )}
      <Popover className={cx(popoverClass, 'w-(--trigger-width)')}>
        <Searchable when={options.length >= searchFrom}>
          <ListBox items={options} className="outline-none" renderEmptyState={() => <NoMatch />}>
            {(option) => <OptionItem option={option} />}
          </ListBox>
        </Searchable>
      </Popover>
    </AriaSelect>
  );
}
