import { ChevronDown } from 'lucide-react';
import { type ComponentProps, useId } from 'react';
import { cx } from './cx';
import { controlClass } from './field';
import type { Option } from './option';

/** The browser's own list of choices, for filters in a toolbar: small, and at home on every phone. Its label is read aloud. */
export function NativeSelect({
  label,
  options,
  className,
  ...select
}: Omit<ComponentProps<'select'>, 'children'> & { label: string; options: Option[] }) {
  const id = useId();
  return (
    <div className={cx('relative', className)}>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <select {...select} id={id} className={cx(controlClass, 'appearance-none truncate bg-surface! pr-9')}>
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.name}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute inset-y-0 right-3 my-auto size-4 text-muted"
      />
    </div>
  );
}
