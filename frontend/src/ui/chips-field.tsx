import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { cx } from './cx';
import { controlClass, Field } from './field';

type ChipsFieldProps = {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  value: string[];
  onChange: (values: string[]) => void;
  /** The values in a text that was typed or pasted. */
  read: (text: string) => string[];
  placeholder?: string;
  disabled?: boolean;
};

/**
 * Several short texts as chips. Enter, a comma, a space or leaving the field adds what is typed; Backspace in the empty
 * field takes the last one away.
 */
export function ChipsField({ label, hint, error, value, onChange, read, placeholder, disabled }: ChipsFieldProps) {
  const { t } = useLingui();
  const [text, setText] = useState('');
  const [said, setSaid] = useState('');
  const input = useRef<HTMLInputElement>(null);

  function add(typed: string) {
    const fresh = read(typed).filter((one, at, all) => !value.includes(one) && all.indexOf(one) === at);
    setText('');
    if (fresh.length === 0) return;
    onChange([...value, ...fresh]);
    setSaid(t`Added: ${fresh.join(', ')}`);
  }
  function remove(one: string) {
    onChange(value.filter((each) => each !== one));
    setSaid(t`Removed: ${one}`);
    input.current?.focus();
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if ([',', ';', ' '].includes(event.key) || (event.key === 'Enter' && text.trim())) {
      event.preventDefault();
      add(text);
    }
    const last = value.at(-1);
    if (event.key === 'Backspace' && text === '' && last) remove(last);
  }
  function onPaste(event: ClipboardEvent) {
    event.preventDefault();
    add(`${text}${event.clipboardData.getData('text')}`);
  }
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <div
          className={cx(
            controlClass,
            'flex h-auto! min-h-9 flex-wrap bg-surface! items-center gap-1.5 py-1.5 focus-within:outline-2 focus-within:outline-accent-ink focus-within:-outline-offset-1 max-sm:min-h-11',
            disabled && 'opacity-60',
            error && 'border-danger',
          )}
        >
          {value.map((one) => (
            <span
              key={one}
              className="edge inline-flex min-h-6 max-w-full items-center gap-1 rounded-sm bg-sunken pl-2 text-sm [overflow-wrap:anywhere]"
            >
              <bdi>{one}</bdi>
              <button
                type="button"
                aria-label={t`Remove ${one}`}
                disabled={disabled}
                onClick={() => remove(one)}
                className="grid size-6 shrink-0 place-items-center rounded-sm text-muted hover:text-ink max-sm:size-9"
              >
                <X aria-hidden="true" className="size-3.5" />
              </button>
            </span>
          ))}
          <input
            ref={input}
            type="text"
            {...ids}
            value={text}
            disabled={disabled}
            placeholder={value.length === 0 ? placeholder : undefined}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            onBlur={() => add(text)}
            className="h-6 min-w-32 flex-1 bg-transparent outline-none"
          />
          <span role="status" className="sr-only">
            {said}
          </span>
        </div>
      )}
    </Field>
  );
}
