import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Select as AriaSelect,
  Button,
  FieldError,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
} from 'react-aria-components/Select';
import { cx } from './cx';
import { controlClass } from './field';
import type { Option } from './option';
import { itemClass, popoverClass } from './popover-class';

type SelectProps = {
  label: ReactNode;
  options: Option[];
  value: string | null;
  onChange: (id: string) => void;
  onBlur?: () => void;
  placeholder?: string;
  hint?: ReactNode;
  error?: string | undefined;
  disabled?: boolean;
  /** Hides the label's text, for filters in a toolbar; it is still read out. */
  compact?: boolean;
};

/** One of a few choices, each with a line of explanation where there is one. */
export function Select({
  label,
  options,
  value,
  onChange,
  onBlur,
  placeholder,
  hint,
  error,
  disabled,
  compact,
}: SelectProps) {
  return (
    <AriaSelect
      value={value}
      onChange={(key) => key !== null && onChange(String(key))}
      {...(onBlur ? { onBlur } : {})}
      {...(placeholder ? { placeholder } : {})}
      isDisabled={disabled ?? false}
      isInvalid={Boolean(error)}
      className="flex flex-col gap-1.5"
    >
      <Label className={compact ? 'sr-only' : 'font-medium text-sm'}>{label}</Label>
      <Button className={selectButtonClass}>
        <SelectValue className="min-w-0 flex-1 truncate text-left data-[placeholder]:text-muted [&_[slot=description]]:hidden" />
        <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-muted" />
      </Button>
      {error && <FieldError className="text-danger-ink text-sm">{error}</FieldError>}
      {hint && (
        <Text slot="description" className="text-muted text-sm">
          {hint}
        </Text>
      )}
      <Popover className={cx(popoverClass, 'w-(--trigger-width)')}>
        <ListBox items={options} className="outline-none">
          {(option) => <OptionItem option={option} />}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

export const selectButtonClass = cx(controlClass, 'flex items-center gap-2 data-[invalid]:border-danger');

export function OptionItem({ option }: { option: Option }) {
  return (
    <ListBoxItem id={option.id} textValue={option.name} className={cx(itemClass, 'items-start')}>
      <Check aria-hidden="true" className="invisible mt-0.5 size-4 shrink-0 text-accent-ink group-selected:visible" />
      <span className="flex min-w-0 flex-col">
        <Text slot="label" className="[overflow-wrap:anywhere]">
          {option.name}
        </Text>
        {option.description && (
          <Text slot="description" className="text-muted text-xs">
            {option.description}
          </Text>
        )}
      </span>
    </ListBoxItem>
  );
}
