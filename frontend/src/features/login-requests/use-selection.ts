import { useState } from 'react';

/** Which of the rows shown are ticked. Rows that leave take their tick with them. */
export function useSelection(shown: string[]) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const selected = shown.filter((id) => ticked.has(id));
  return {
    selected,
    isSelected: (id: string) => ticked.has(id),
    toggle: (id: string) => setTicked((before) => flipped(before, id)),
    selectAll: () => setTicked(new Set(shown)),
    clear: () => setTicked(new Set()),
  };
}

function flipped(before: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const after = new Set(before);
  if (!after.delete(id)) after.add(id);
  return after;
}
