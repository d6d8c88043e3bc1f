import { useRef, useState } from 'react';

/** Somebody or something that can be ticked. */
export type Picked = { id: string; name: string };

export type Selection = {
  picked: Picked[];
  has: (id: string) => boolean;
  /** With `range`, all between the last one ticked and this one become what this one becomes. */
  toggle: (row: Picked, range: boolean) => void;
  /** Of the page that is shown. */
  page: 'none' | 'some' | 'all';
  togglePage: () => void;
  /** Whether everything that matches is meant, also what no page has shown. */
  whole: boolean;
  selectWhole: () => void;
  /** Keeps only these ticked. */
  keep: (rows: Picked[]) => void;
  clear: () => void;
};

const nothing: ReadonlyMap<string, Picked> = new Map();

/**
 * Which rows of a list are ticked, also on other pages of it. `scope` names the list with its filters: under another
 * filter nothing is ticked, so that nobody acts on what they do not see.
 */
export function useSelection(rows: Picked[], scope: string): Selection {
  const [ticked, setTicked] = useState(nothing);
  const [whole, setWhole] = useState(false);
  const [known, setKnown] = useState(scope);
  const last = useRef<string>(undefined);

  if (known !== scope) {
    setKnown(scope);
    setTicked(nothing);
    setWhole(false);
  }
  function tick(some: Picked[], on: boolean) {
    setWhole(false);
    setTicked((before) => {
      const after = new Map(before);
      for (const { id, name } of some) {
        if (on) after.set(id, { id, name });
        else after.delete(id);
      }
      return after;
    });
  }
  const here = rows.filter(({ id }) => ticked.has(id)).length;
  const page = here === 0 ? 'none' : here === rows.length ? 'all' : 'some';
  return {
    picked: [...ticked.values()],
    has: (id) => whole || ticked.has(id),
    toggle(row, range) {
      const on = whole ? false : !ticked.has(row.id);
      tick(range ? between(rows, last.current, row) : [row], on);
      last.current = row.id;
    },
    page: whole ? 'all' : page,
    togglePage: () => tick(rows, !whole && page !== 'all'),
    whole,
    selectWhole: () => setWhole(true),
    keep(some) {
      setWhole(false);
      setTicked(new Map(some.map(({ id, name }) => [id, { id, name }])));
    },
    clear() {
      setWhole(false);
      setTicked(nothing);
    },
  };
}

function between(rows: Picked[], from: string | undefined, to: Picked): Picked[] {
  const ends = [from, to.id].map((one) => rows.findIndex(({ id }) => id === one));
  const [first = -1, second = -1] = ends;
  if (first < 0) return [to];
  return rows.slice(Math.min(first, second), Math.max(first, second) + 1);
}
