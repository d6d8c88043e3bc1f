import { Trans, useLingui } from '@lingui/react/macro';
import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete';
import { Input, SearchField } from 'react-aria-components/SearchField';
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
import { controlClass } from './field';
import type { Option } from './option';
import { popoverClass } from './popover-class';
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

const searchFrom = 9;

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

export function NoMatch() {
  return (
    <p className="px-2.5 py-2 text-muted text-sm">
      <Trans>Nothing matches</Trans>
    </p>
  );
}
