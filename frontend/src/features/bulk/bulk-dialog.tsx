import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { problemText } from '@/i18n/problem-text';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { Dialog, DialogFooter } from '@/ui/dialog';
import { ProgressBar } from '@/ui/progress-bar';
import { TextField } from '@/ui/text-field';
import { showToast } from '@/ui/toast';
import { type Act, batchesOf, type Refused } from './carry-out';
import { useCarryOut } from './use-carry-out';
import type { Picked } from './use-selection';

/** Who it is for: those ticked, or everybody that matches, page by page. */
export type Targets =
  | { picked: Picked[] }
  | { total: { value: number; exact: boolean }; batches: () => AsyncIterable<Picked[]> };

export type BulkDialogProps = {
  targets: Targets;
  title: ReactNode;
  /** What will happen and what is lost; or fields that say what is to be done. */
  children: ReactNode;
  confirmLabel: ReactNode;
  tone?: 'danger' | 'primary';
  /** Whether the fields say enough. */
  ready?: boolean;
  /** A further question, for what must not be done by one click too many; it goes on, or not. */
  before?: (goOn: () => void) => void;
  /** Asks to type the number first, where there are many and it cannot be undone. */
  forGood?: boolean;
  act: Act;
  /** "12 people suspended": said where all of it was done. */
  doneText: (count: number) => string;
  onProgress: () => void;
  /** Those that were refused, so that they stay ticked; null where nothing was done. */
  onClose: (refused: Picked[] | null) => void;
};

const typedFrom = 20;
const shownAtMost = 100;

/** Asks, then carries out on many and shows how far it is, then tells who was refused and why, and offers to try those again. */
export function BulkDialog(props: BulkDialogProps) {
  const { targets, title, children, confirmLabel, tone = 'danger', ready = true, forGood = false } = props;
  const { act, doneText, onProgress, onClose, before = (goOn) => goOn() } = props;
  const { step, done, refused, stopped, failure, start, retry, stop } = useCarryOut(act, onProgress);
  const [typed, setTyped] = useState('');
  const count = countOf(targets);
  const sure = !forGood || count < typedFrom || typed.trim() === String(count);

  async function run(again: boolean) {
    const outcome = await (again
      ? retry()
      : start('picked' in targets ? batchesOf(targets.picked) : targets.batches()));
    if (!outcome.whole) return;
    showToast({ title: doneText(outcome.done) });
    onClose([]);
  }
  const close = () => onClose(step === 'told' ? refused : null);
  return (
    <Dialog isOpen onClose={close} title={title} locked={step === 'running'} role="alertdialog">
      {step === 'asking' && (
        <>
          <div className="flex flex-col gap-3 text-muted">{children}</div>
          {forGood && count >= typedFrom && <TypeNumber count={count} value={typed} onChange={setTyped} />}
          <DialogFooter>
            <Button autoFocus={tone === 'danger'} onClick={close}>
              <Trans>Cancel</Trans>
            </Button>
            <Button variant={tone} disabled={!ready || !sure} onClick={() => before(() => void run(false))}>
              {confirmLabel}
            </Button>
          </DialogFooter>
        </>
      )}
      {step === 'running' && <Running done={done + refused.length} count={count} onStop={stop} />}
      {step === 'told' && (
        <>
          <Summary done={done} refused={refused} stopped={stopped} failure={failure} />
          <DialogFooter>
            <Button autoFocus onClick={close}>
              <Trans>Close</Trans>
            </Button>
            {refused.length > 0 && (
              <Button variant="primary" onClick={() => void run(true)}>
                <Plural value={refused.length} one="Try this one again" other="Try these # again" />
              </Button>
            )}
          </DialogFooter>
        </>
      )}
    </Dialog>
  );
}

const countOf = (targets: Targets) => ('picked' in targets ? targets.picked.length : targets.total.value);

function TypeNumber({ count, value, onChange }: { count: number; value: string; onChange: (text: string) => void }) {
  const { t } = useLingui();
  return (
    <TextField
      label={t`Type ${count} to confirm`}
      inputMode="numeric"
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function Running({ done, count, onStop }: { done: number; count: number; onStop: () => void }) {
  const { t, i18n } = useLingui();
  const [stopping, setStopping] = useState(false);
  const number = new Intl.NumberFormat(i18n.locale);
  const [now, all] = [number.format(done), number.format(count)];
  return (
    <>
      <div className="flex flex-col gap-2">
        <ProgressBar label={t`Progress`} value={done} max={count} />
        <p role="status" className="text-muted text-sm tabular-nums">
          {stopping ? <Trans>Stopping after this step…</Trans> : <Trans>{`${now} of ${all}`}</Trans>}
        </p>
      </div>
      <DialogFooter>
        <Button
          disabled={stopping}
          onClick={() => {
            setStopping(true);
            onStop();
          }}
        >
          <Trans>Stop</Trans>
        </Button>
      </DialogFooter>
    </>
  );
}

type SummaryProps = { done: number; refused: Refused[]; stopped: boolean; failure: unknown };

function Summary({ done, refused, stopped, failure }: SummaryProps) {
  const { i18n } = useLingui();
  const hidden = refused.length - shownAtMost;
  return (
    <div className="flex flex-col gap-3">
      <p role="status" className="font-medium">
        <Plural value={done} one="# done" other="# done" />
        {refused.length > 0 && (
          <>
            {' · '}
            <Plural value={refused.length} one="# refused" other="# refused" />
          </>
        )}
      </p>
      {stopped && (
        <Banner>
          <Trans>You stopped it: whoever is named neither here nor among those done was left as they were.</Trans>
        </Banner>
      )}
      {failure !== null && <Banner tone="danger">{problemText(i18n, failure)}</Banner>}
      {refused.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached without a pointer
        <ul tabIndex={0} className="max-h-72 overflow-y-auto rounded-md border border-line text-sm">
          {refused.slice(0, shownAtMost).map(({ id, name, why }) => (
            <li key={id} className="border-line border-b px-3 py-2 last:border-b-0">
              <bdi className="font-medium [overflow-wrap:anywhere]">{name}</bdi>
              <br />
              <span className="text-muted">{problemText(i18n, why)}</span>
            </li>
          ))}
          {hidden > 0 && (
            <li className="px-3 py-2 text-muted">
              <Plural value={hidden} one="and # more" other="and # more" />
            </li>
          )}
        </ul>
      )}
    </div>
  );
}
