import { Trans, useLingui } from '@lingui/react/macro';
import { Check, Copy } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { Button } from './button';
import { cx } from './cx';
import { controlClass, Field } from './field';

/** A value to take away. Where the clipboard is refused, the text is selected so that it can be copied by hand. */
export function CopyField({ label, hint, value }: { label: ReactNode; hint?: ReactNode; value: string }) {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);

  async function copy() {
    input.current?.select();
    setCopied(
      (await navigator.clipboard?.writeText(value).then(
        () => true,
        () => false,
      )) ?? false,
    );
  }

  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <div className="flex gap-2">
          <input
            ref={input}
            readOnly
            value={value}
            {...ids}
            className={cx(controlClass, 'font-mono text-sm')}
            onFocus={(event) => event.target.select()}
          />
          <Button
            onClick={copy}
            icon={
              copied ? <Check aria-hidden="true" className="size-4" /> : <Copy aria-hidden="true" className="size-4" />
            }
          >
            {copied ? <Trans>Copied</Trans> : <Trans>Copy</Trans>}
          </Button>
          <span role="status" className="sr-only">
            {copied ? t`Copied` : ''}
          </span>
        </div>
      )}
    </Field>
  );
}
