import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, Heading } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { iconButtonClass } from './button-class';

/** A panel at the right edge, to read something beside what one was doing; on a phone it takes the whole width. */
export default function SidePanel({
  onClose,
  title,
  children,
}: {
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
}) {
  const { t } = useLingui();
  return (
    <ModalOverlay
      isOpen
      onOpenChange={(open) => !open && onClose()}
      isDismissable
      className="fixed inset-0 z-50 flex animate-[fade_120ms] justify-end bg-scrim"
    >
      <Modal className="edge h-dvh w-104 max-w-full bg-raised shadow-pop outline-none">
        <Dialog className="flex h-full flex-col outline-none">
          <header className="flex items-start justify-between gap-4 border-line border-b px-6 py-4 max-sm:px-4">
            <Heading slot="title" className="min-w-0 pt-1 font-semibold text-lg [overflow-wrap:anywhere]">
              {title}
            </Heading>
            <button type="button" aria-label={t`Close`} onClick={onClose} className={iconButtonClass}>
              <X aria-hidden="true" />
            </button>
          </header>
          {/* Focusable, so that its text can be scrolled by keyboard. */}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable */}
          <div tabIndex={0} className="flex-1 overflow-y-auto p-6 -outline-offset-2 max-sm:p-4">
            {children}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
