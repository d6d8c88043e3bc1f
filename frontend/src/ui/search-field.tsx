import { Search } from 'lucide-react';
import { useId } from 'react';
import { cx } from './cx';
import { controlClass } from './field';

/** A box to search with, for a toolbar. Its label is read aloud and shown as the placeholder. */
export function SearchField({
  label,
  value,
  onChange,
  className,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  className?: string;
}) {
  const id = useId();
  return (
    <div className={cx('relative', className)}>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <Search
        aria-hidden="true"
        className="pointer-events-none absolute inset-y-0 left-3 my-auto size-4 text-muted max-sm:size-5"
      />
      <input
        id={id}
        type="search"
        value={value}
        maxLength={120}
        autoComplete="off"
        placeholder={label}
        onChange={(event) => onChange(event.target.value)}
        className={cx(controlClass, 'pl-9 max-sm:pl-10')}
      />
    </div>
  );
}
