import { useLingui } from '@lingui/react/macro';
import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { problemText } from '@/i18n/problem-text';
import { cx } from '@/ui/cx';
import { controlClass } from '@/ui/field';
import { showToast } from '@/ui/toast';

type CellEditorProps = {
  label: string;
  value: string;
  /** The sentences about this cell. */
  describedBy: string | undefined;
  /** A list of what can be chosen, where there is one. */
  list: string | undefined;
  /** Saves; what goes wrong is thrown, and shown here. */
  onSave: (value: string) => Promise<void>;
  onClose: () => void;
};

/** One cell being edited: Enter saves, as does going elsewhere; Escape gives up. */
export function CellEditor({ label, value, describedBy, list, onSave, onClose }: CellEditorProps) {
  const { i18n, t } = useLingui();
  const [text, setText] = useState(value);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const left = useRef(false);
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
    };
  }, []);

  async function save() {
    if (busy || left.current) return;
    if (text.trim() === value.trim()) {
      close();
      return;
    }
    setBusy(true);
    setError(null);
    try {
      await onSave(text.trim());
      close();
    } catch (failure) {
      // Whoever edits another cell by now is told where it can still be seen.
      if (left.current) {
        showToast({ tone: 'danger', title: t`${label} was not saved`, description: problemText(i18n, failure) });
      }
      setError(failure);
      setBusy(false);
    }
  }
  function close() {
    left.current = true;
    onClose();
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter') {
      event.preventDefault();
      void save();
    }
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    }
  }
  function onBlur({ currentTarget }: FocusEvent) {
    // Whoever looks at another window comes back to the field.
    if (document.activeElement !== currentTarget) void save();
  }
  return (
    <>
      <input
        aria-label={label}
        aria-describedby={cx(describedBy, error !== null && 'cell-error') || undefined}
        aria-invalid={describedBy || error !== null ? true : undefined}
        aria-busy={busy || undefined}
        // biome-ignore lint/a11y/noAutofocus: the cell was entered for this
        autoFocus
        autoComplete="off"
        spellCheck={false}
        list={list}
        value={text}
        readOnly={busy}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
        className={cx(controlClass, 'h-8! px-2!')}
      />
      {error !== null && (
        <p id="cell-error" role="alert" className="pt-1 text-danger-ink text-sm">
          {problemText(i18n, error)}
        </p>
      )}
    </>
  );
}
