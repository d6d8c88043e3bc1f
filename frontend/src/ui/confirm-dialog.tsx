import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { problemText } from '@/i18n/problem-text';
import { Banner } from './banner';
import { Button } from './button';
import { Dialog, DialogFooter } from './dialog';

export type ConfirmProps = {
  isOpen: boolean;
  onClose: () => void;
  title: ReactNode;
  /** What will happen and what is lost, in a sentence or two. */
  children: ReactNode;
  confirmLabel: ReactNode;
  /** The harmless answer, where "Cancel" could be taken for the other one. */
  keepLabel?: ReactNode;
  tone?: 'danger' | 'primary';
  /** The dialog stays open and busy until this settles; a Problem thrown here is shown inside it. */
  onConfirm: () => Promise<unknown>;
};

export default function ConfirmDialog({
  isOpen,
  onClose,
  title,
  children,
  confirmLabel,
  keepLabel,
  tone = 'danger',
  onConfirm,
}: ConfirmProps) {
  const { i18n } = useLingui();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  // Above another dialog `autoFocus` comes too early: that one still holds the focus, and takes it back.
  const harmless = useRef<HTMLButtonElement>(null);
  useEffect(() => harmless.current?.focus(), []);

  async function confirm() {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog role="alertdialog" width="sm" isOpen={isOpen} onClose={onClose} title={title} locked={busy}>
      <div className="flex flex-col gap-3 text-muted">{children}</div>
      {error !== null && <Banner tone="danger">{problemText(i18n, error)}</Banner>}
      <DialogFooter>
        {/* The harmless answer has the focus first. */}
        <Button ref={harmless} autoFocus onClick={onClose} disabled={busy}>
          {keepLabel ?? <Trans>Cancel</Trans>}
        </Button>
        <Button variant={tone} busy={busy} onClick={confirm}>
          {confirmLabel}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
