import type { ComponentProps, ReactNode } from 'react';
import { iconButtonClass } from './button-class';

/** A button that shows only an icon; its label is read aloud, and shown to a pointer that rests on it. */
export function IconButton({
  label,
  icon,
  ...rest
}: Omit<ComponentProps<'button'>, 'children' | 'className'> & { label: string; icon: ReactNode }) {
  return (
    <button type="button" {...rest} aria-label={label} title={label} className={iconButtonClass}>
      {icon}
    </button>
  );
}
