import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react';

/** What stays visible beside the chosen tab, in CSS pixels. */
const edge = 24;

type TabsProps = {
  label: string;
  tabs: { id: string; title: ReactNode; content: ReactNode }[];
  selected: string;
  onSelect: (id: string) => void;
};

/**
 * Tabs after the ARIA pattern: one stop for the Tab key, arrows choose, only the chosen panel is rendered. Keep the selected
 * one in the address (a search parameter), so that Back and sharing work.
 */
export function Tabs({ label, tabs, selected, onSelect }: TabsProps) {
  const base = useId();
  const list = useRef<HTMLDivElement>(null);
  const current = tabs.find((tab) => tab.id === selected) ?? tabs[0];

  // On a phone there may be more tabs than fit; the chosen one is moved into sight, sideways alone.
  const chosen = current?.id;
  useEffect(() => {
    const row = list.current;
    const tab = row?.querySelector(`[data-tab="${chosen}"]`)?.getBoundingClientRect();
    const seen = row?.getBoundingClientRect();
    if (!row || !tab || !seen) return;
    if (tab.right > seen.right) row.scrollLeft += tab.right - seen.right + edge;
    if (tab.left < seen.left) row.scrollLeft -= seen.left - tab.left + edge;
  }, [chosen]);

  function chooseByKey(event: KeyboardEvent) {
    const at = tabs.findIndex((tab) => tab.id === current?.id);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const next = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onSelect(next.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  }
  return (
    <>
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        onKeyDown={chooseByKey}
        className="flex gap-5 overflow-x-auto border-line border-b max-sm:-mx-4 max-sm:px-4"
      >
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${base}-${tab.id}`}
            data-tab={tab.id}
            aria-selected={tab.id === current?.id}
            aria-controls={`${base}-panel`}
            tabIndex={tab.id === current?.id ? 0 : -1}
            onClick={() => onSelect(tab.id)}
            className="-mb-px flex h-10 shrink-0 items-center gap-2 whitespace-nowrap border-transparent border-b-2 text-muted outline-offset-[-2px] transition-colors hover:text-ink aria-selected:border-accent-ink aria-selected:font-medium aria-selected:text-ink max-sm:h-11"
          >
            {tab.title}
          </button>
        ))}
      </div>
      {current && (
        <div
          role="tabpanel"
          id={`${base}-panel`}
          aria-labelledby={`${base}-${current.id}`}
          className="pt-6 outline-offset-4"
        >
          {current.content}
        </div>
      )}
    </>
  );
}
