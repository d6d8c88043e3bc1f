import { type KeyboardEvent, lazy, type ReactNode, Suspense, useRef, useState } from 'react';

const MenuPanel = lazy(() => import('./menu-panel'));

export type MenuItem = {
  id: string;
  text: string;
  /** A quiet second line. */
  description?: string | undefined;
  icon?: ReactNode;
  /** Why the item is off; it stays visible with this reason. */
  disabledReason?: string | undefined;
  danger?: boolean;
  checked?: boolean;
  onAction: () => void;
};

export type MenuSection = { id: string; title?: string; items: MenuItem[] };

type MenuButtonProps = {
  /** Names the button and the menu: "Actions for Ana Souza". */
  label: string;
  className: string;
  children: ReactNode;
  /** Sections are divided by lines. Built when the menu opens. */
  sections: () => MenuSection[];
  placement?: 'bottom start' | 'bottom end' | 'top start';
};

const opening = ['ArrowDown', 'ArrowUp', 'Enter', ' '];

/** A button that opens a list of actions. The list's code is loaded when a pointer or the focus first comes near. */
export function MenuButton({ label, className, children, sections, placement = 'bottom end' }: MenuButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState<'first' | 'last' | null>(null);

  // Enter and the space bar do not wait for the click that they would become: React Aria takes that one for a screen
  // reader's, and then focuses the first item so late that the focus is lost.
  function openByKey(event: KeyboardEvent) {
    if (!opening.includes(event.key)) return;
    event.preventDefault();
    setOpen(event.key === 'ArrowUp' ? 'last' : 'first');
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open !== null}
        onClick={() => setOpen('first')}
        onKeyDown={openByKey}
        onPointerEnter={preload}
        onFocus={preload}
        className={className}
      >
        {children}
      </button>
      {open && (
        <Suspense fallback={null}>
          <MenuPanel
            label={label}
            trigger={button}
            placement={placement}
            sections={sections()}
            autoFocus={open}
            onClose={() => setOpen(null)}
          />
        </Suspense>
      )}
    </>
  );
}

function preload() {
  void import('./menu-panel');
}
