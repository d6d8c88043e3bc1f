import { Trans, useLingui } from '@lingui/react/macro';
import { Search } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { type Opened, useKeys } from './use-keys';

const loadPalette = () => import('./command-palette');
const CommandPalette = lazy(loadPalette);
const ShortcutHelp = lazy(() => import('./shortcut-help'));

/** The command palette and the list of keys, loaded when they are first asked for; and the keys themselves. */
export function Commands({ opened, onOpen }: { opened: Opened | null; onOpen: (what: Opened | null) => void }) {
  useKeys(onOpen, () => void loadPalette());
  if (!opened) return null;
  const close = () => onOpen(null);
  return (
    <Suspense fallback={null}>
      {opened === 'palette' ? (
        <CommandPalette onClose={close} onHelp={() => onOpen('help')} />
      ) : (
        <ShortcutHelp onClose={close} />
      )}
    </Suspense>
  );
}

export function useCommands() {
  return useState<Opened | null>(null);
}

/** Opens the palette for whoever does not know its key, and tells it. */
export function PaletteButton({ onOpen }: { onOpen: () => void }) {
  const { t } = useLingui();
  const mac = navigator.platform.startsWith('Mac');
  return (
    <button
      type="button"
      aria-label={t`Find a person or go to a page`}
      aria-keyshortcuts="Control+K Meta+K"
      onClick={onOpen}
      onPointerEnter={() => void loadPalette()}
      onFocus={() => void loadPalette()}
      className="mt-2 flex h-8 items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-muted text-sm hover:bg-sunken hover:text-ink max-sm:h-11"
    >
      <Search aria-hidden="true" className="size-4" />
      <span className="min-w-0 flex-1 truncate text-left">
        <Trans>Find or go to…</Trans>
      </span>
      <kbd className="text-xs max-sm:hidden">{mac ? '⌘K' : 'Ctrl K'}</kbd>
    </button>
  );
}
