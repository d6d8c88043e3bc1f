import { useEffect, useRef, useState } from 'react';

/**
 * The text of a search box whose search lives in the address: sent on once the typing pauses, and taken over again when
 * the address changes by itself (Back, "Clear filters") but not when the change is the box's own.
 */
export function useSearchText(value: string, send: (text: string) => void, pauseMs = 250) {
  const [text, setText] = useState(value);
  const [sent, setSent] = useState(value);
  const [known, setKnown] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  if (value !== known) {
    setKnown(value);
    if (value !== sent) {
      setSent(value);
      setText(value);
    }
  }
  function change(next: string) {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setSent(next.trim());
      send(next.trim());
    }, pauseMs);
  }
  return [text, change] as const;
}
