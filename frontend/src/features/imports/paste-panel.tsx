import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import { Button } from '@/ui/button';
import { LeaveGuard } from '@/ui/leave-guard';
import { TextArea } from '@/ui/text-area';
import { type Pasted, readPasted } from './paste';

type PastePanelProps = { busy: boolean; onSend: (file: File, content: unknown) => Promise<void> };

/** A box for addresses, names or a table, which are made into a CSV file here. */
export function PastePanel({ busy, onSend }: PastePanelProps) {
  const { t } = useLingui();
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  // Whoever pastes a hundred thousand lines can go on typing while they are counted.
  const settled = useDeferredValue(text);
  const pasted = useMemo(() => readPasted(settled), [settled]);

  function submit(event: FormEvent) {
    event.preventDefault();
    const now = readPasted(text);
    if (now.kind === 'nothing') {
      setError(t`Paste or type at least one e-mail address.`);
      return;
    }
    void onSend(new File([now.csv], 'pasted-list.csv', { type: 'text/csv' }), now.csv);
  }
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-3">
      <TextArea
        label={t`Paste addresses, names or a CSV`}
        rows={7}
        spellCheck={false}
        autoComplete="off"
        value={text}
        readOnly={busy}
        placeholder={'Ana Souza <ana@example.com>\nbo@example.com, cleo@example.com'}
        error={error}
        hint={<WhatWasRead pasted={pasted} />}
        onChange={(event) => {
          setText(event.target.value);
          setError(undefined);
        }}
      />
      <div>
        <Button type="submit" disabled={busy}>
          <Trans>Check the list</Trans>
        </Button>
      </div>
      <LeaveGuard when={text !== '' && !busy} />
    </form>
  );
}

function WhatWasRead({ pasted }: { pasted: Pasted }): ReactNode {
  const { i18n } = useLingui();
  if (pasted.kind === 'nothing') return <Trans>One in each line, or separated by commas or semicolons.</Trans>;
  if (pasted.kind === 'table') {
    const names = new Intl.ListFormat(i18n.locale).format(pasted.columns.filter(Boolean).slice(0, 8));
    return (
      <Trans>
        A table with the columns <bdi>{names}</bdi>
      </Trans>
    );
  }
  const { people, named, unclear } = pasted;
  return (
    <span className="tabular-nums">
      <Plural value={people} one="# person" other="# people" />
      {', '}
      <Plural value={named} _0="none with a name" one="# with a name" other="# with a name" />
      {unclear > 0 && (
        <>
          {', '}
          <Plural value={unclear} one="# without an address" other="# without an address" />
        </>
      )}
    </span>
  );
}
