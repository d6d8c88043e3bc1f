import { Check } from 'lucide-react';
import type { RefObject } from 'react';
import { Header, MenuItem as Item, Menu, Popover, MenuSection as Section } from 'react-aria-components/Menu';
import { cx } from './cx';
import type { MenuItem, MenuSection } from './menu';
import { itemClass, popoverClass } from './popover-class';

type MenuPanelProps = {
  label: string;
  trigger: RefObject<HTMLElement | null>;
  placement: 'bottom start' | 'bottom end' | 'top start';
  sections: MenuSection[];
  autoFocus: 'first' | 'last';
  onClose: () => void;
};

export default function MenuPanel({ label, trigger, placement, sections, autoFocus, onClose }: MenuPanelProps) {
  return (
    <Popover
      isOpen
      aria-label={label}
      triggerRef={trigger}
      placement={placement}
      onOpenChange={(open) => !open && onClose()}
      className={popoverClass}
    >
      <Menu aria-label={label} autoFocus={autoFocus} onClose={onClose} className="outline-none">
        {sections
          .filter((section) => section.items.length > 0)
          .map((section) => (
            <Section
              key={section.id}
              id={section.id}
              aria-label={section.title ?? label}
              className="not-first:mt-1 not-first:border-line not-first:border-t not-first:pt-1"
            >
              {section.title && <Header className="px-2.5 pt-1.5 pb-1 text-muted text-xs">{section.title}</Header>}
              {section.items.map((item) => (
                <Entry key={item.id} item={item} />
              ))}
            </Section>
          ))}
      </Menu>
    </Popover>
  );
}

function Entry({ item }: { item: MenuItem }) {
  const note = item.disabledReason ?? item.description;
  return (
    <Item
      id={item.id}
      textValue={item.text}
      isDisabled={Boolean(item.disabledReason)}
      onAction={item.onAction}
      className={cx(itemClass, item.danger && 'text-danger-ink')}
    >
      {item.icon && (
        <span aria-hidden="true" className={cx('shrink-0 [&_svg]:size-4', !item.danger && 'text-muted')}>
          {item.icon}
        </span>
      )}
      <span className="flex min-w-0 max-w-64 flex-1 flex-col">
        <span className="truncate">{item.text}</span>
        {note && <span className="text-muted text-xs">{note}</span>}
      </span>
      {item.checked && <Check aria-hidden="true" className="size-4 shrink-0 text-accent-ink" />}
    </Item>
  );
}
