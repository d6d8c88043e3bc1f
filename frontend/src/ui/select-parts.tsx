import { Trans } from '@lingui/react/macro';
import { Check, ChevronDown, CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, FieldError, Label, ListBoxItem, Popover, SelectValue, Text } from 'react-aria-components/Select';
import { cx } from './cx';
import { controlClass } from './field';
import type { Option } from './option';
import { itemClass, popoverClass } from './popover-class';

/** What every select takes, whether one or several can be chosen. */
export type SelectBaseProps = {
  label: ReactNode;
  options: Option[];
  onBlur?: () => void;
  placeholder?: string;
  hint?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  disabled?: boolean;
  /** Hides the label's text, for filters in a toolbar; it is still read out. */
  compact?: boolean;
};

/** The part of them that React Aria's own select wants. */
export const ariaProps = ({ onBlur, placeholder, error, disabled }: SelectBaseProps) => ({
  ...(onBlur ? { onBlur } : {}),
  ...(placeholder ? { placeholder } : {}),
  isDisabled: disabled ?? false,
  isInvalid: Boolean(error),
  className: 'flex min-w-0 flex-col gap-1.5',
});

type SelectPartsProps = Pick<SelectBaseProps, 'label' | 'hint' | 'error' | 'optional' | 'compact'> & {
  /** The names of what is chosen; nothing shows the placeholder. */
  chosen: string | undefined;
  /** The list that opens. */
  children: ReactNode;
};

/** What stands inside a select: its label, the button that opens the list, what is to say about it, and the list. */
export function SelectParts({ label, hint, error, optional, compact, chosen, children }: SelectPartsProps) {
  return (
    <>
      <Label className={compact ? 'sr-only' : 'flex items-baseline justify-between font-medium text-sm'}>
        {label}
        {optional && (
          <span className="font-normal text-muted text-xs">
            <Trans>Optional</Trans>
          </span>
        )}
      </Label>
      <Button className={cx(controlClass, 'flex items-center gap-2 data-[invalid]:border-danger')}>
        <SelectValue className="min-w-0 flex-1 truncate text-left data-[placeholder]:text-muted">
          {({ defaultChildren }) => chosen || defaultChildren}
        </SelectValue>
        <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-muted" />
      </Button>
      {error && (
        <FieldError className="flex items-start gap-1.5 text-danger-ink text-sm">
          <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
          {error}
        </FieldError>
      )}
      {hint && (
        <Text slot="description" className="text-muted text-sm">
          {hint}
        </Text>
      )}
      <Popover className={cx(popoverClass, 'w-(--trigger-width)')}>{children}</Popover>
    </>
  );
}

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
