import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { cx } from './cx';

export type DialogProps = {
  isOpen: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  role?: 'dialog' | 'alertdialog';
  width?: 'sm' | 'md' | 'lg';
  /** While true, neither Escape nor a click outside closes it: unsaved input or work under way. */
  locked?: boolean;
  children: ReactNode;
};

/** A modal dialog; on a phone a sheet at the bottom. Put DialogFooter last inside it, and `autoFocus` on its first field. */
export function Dialog({
  isOpen,
  onClose,
  title,
  description,
  role = 'dialog',
  width = 'md',
  locked = false,
  children,
}: DialogProps) {
  const { t } = useLingui();
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={!locked && role === 'dialog'}
      isKeyboardDismissDisabled={locked}
      className="fixed inset-0 z-50 flex animate-[fade_120ms] items-center justify-center bg-scrim p-4 backdrop-blur-[2px] max-sm:items-end max-sm:p-0"
    >
      <Modal
        className={cx(
          'edge max-h-[calc(100dvh-2rem)] w-full overflow-y-auto rounded-xl bg-raised shadow-pop outline-none',
          'animate-[rise_180ms_var(--ease-out)] max-sm:max-w-none! max-sm:animate-[sheet_240ms_var(--ease-out)] max-sm:rounded-b-none max-sm:pb-[env(safe-area-inset-bottom)]',
          width === 'sm' && 'max-w-md',
          width === 'md' && 'max-w-lg',
          width === 'lg' && 'max-w-2xl',
        )}
      >
        <AriaDialog role={role} className="flex flex-col gap-5 p-6 outline-none max-sm:p-5">
          <header className="flex items-start justify-between gap-4">
            <div className="flex min-w-0 flex-col gap-1">
              <Heading slot="title" className="font-semibold text-lg [overflow-wrap:anywhere]">
                {title}
              </Heading>
              {description && <div className="text-muted">{description}</div>}
            </div>
            {role === 'dialog' && (
              <button
                type="button"
                aria-label={t`Close`}
                onClick={onClose}
                className="-mt-1 -mr-2 grid size-8 shrink-0 place-items-center rounded-md text-muted hover:bg-sunken hover:text-ink max-sm:size-11"
              >
                <X aria-hidden="true" className="size-4" />
              </button>
            )}
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The row of buttons: the last one is the main one. On a phone they are stacked, the main one on top. */
export function DialogFooter({ children }: { children: ReactNode }) {
  return (
    <footer className="flex justify-end gap-2 pt-1 max-sm:flex-col-reverse max-sm:[&>*]:w-full">{children}</footer>
  );
}
