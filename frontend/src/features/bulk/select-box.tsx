import { useEffect, useRef } from 'react';

/** The check box of a row or, `mixed` being possible, of a whole page. Its label is read aloud. */
export function SelectBox({
  label,
  checked,
  mixed = false,
  onToggle,
}: {
  label: string;
  checked: boolean;
  mixed?: boolean;
  onToggle: (range: boolean) => void;
}) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = mixed;
  }, [mixed]);
  return (
    // The label makes the whole cell a target, for fingers.
    <label className="-m-2 grid cursor-pointer place-items-center p-2 max-sm:-m-3 max-sm:p-3">
      <input
        ref={box}
        type="checkbox"
        aria-label={label}
        checked={checked}
        data-shortcut="x"
        onChange={(event) => onToggle((event.nativeEvent as MouseEvent).shiftKey === true)}
        className="size-4 accent-accent max-sm:size-5"
      />
    </label>
  );
}
