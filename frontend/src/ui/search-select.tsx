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

type SearchSelectProps = {
  label: ReactNode;
  options: Option[];
  value: string | null;
  onChange: (id: string) => void;
  placeholder?: string;
  hint?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  disabled?: boolean;
};

/** One of many: time zones, locations, permissions. From nine choices on it has a search box. */
export function SearchSelect({
  label,
  options,
  value,
  onChange,
  placeholder,
  hint,
  error,
  optional,
  disabled,
}: SearchSelectProps) {
  const chosen = options.find(({ id }) => id === value);
  return (
    <AriaSelect
      value={value}
      onChange={(key) => key !== null && onChange(String(key))}
      {...(placeholder ? { placeholder } : {})}
      isDisabled={disabled ?? false}
      isInvalid={Boolean(error)}
      className="flex min-w-0 flex-col gap-1.5"
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
          {({ defaultChildren }) => chosen?.name ?? defaultChildren}
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
