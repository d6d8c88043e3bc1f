import { cx } from './cx';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger' | 'danger-ghost';
export type ButtonSize = 'sm' | 'md' | 'lg';

const variants: Record<ButtonVariant, string> = {
  primary: 'edge bg-accent text-white shadow-card hover:bg-accent-hover',
  secondary: 'border border-line bg-raised text-ink shadow-card hover:bg-sunken',
  ghost: 'edge text-ink hover:bg-sunken',
  danger: 'edge bg-danger text-white shadow-card hover:bg-danger-hover',
  'danger-ghost': 'edge text-danger-ink hover:bg-danger-soft',
};

const sizes: Record<ButtonSize, string> = {
  sm: 'h-7 gap-1.5 rounded-sm px-2.5 text-sm max-sm:h-9',
  md: 'h-9 gap-2 rounded-md px-3.5 max-sm:h-11',
  lg: 'h-10 gap-2 rounded-md px-4 max-sm:h-12',
};

/** How a button looks, for the few places that must render another element (a router link, a menu trigger). */
export function buttonClass(variant: ButtonVariant = 'secondary', size: ButtonSize = 'md', extra?: string): string {
  return cx(
    'relative inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap font-medium transition-colors duration-100',
    'disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-default data-[disabled]:opacity-50',
    variants[variant],
    sizes[size],
    extra,
  );
}

/** A square button for one icon: IconButton, and MenuButton where it shows three dots. */
export const iconButtonClass =
  'edge grid size-8 shrink-0 place-items-center rounded-md text-muted transition-colors hover:bg-sunken hover:text-ink aria-expanded:bg-sunken max-sm:size-11 [&_svg]:size-4';
