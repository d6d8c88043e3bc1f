import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { usePlace } from '@/features/session/place';
import { isCovered, moveRow, pressInRow, shortcutsOn, takesText } from '@/lib/shortcuts';
import { usePages } from './pages';

export type Opened = 'palette' | 'help';

const sequenceMs = 1_500;

/** Listens for the keys that the help lists. None of them does anything while somebody types, or under a dialog. */
export function useKeys(open: (what: Opened) => void, prepare: () => void): void {
  const pages = usePages();
  const { workspaceId, can } = usePlace();
  const navigate = useNavigate();
  const press = useRef<(event: KeyboardEvent) => void>(undefined);
  const began = useRef(0);

  function goTo(letter: string): boolean {
    const page = pages.find(({ key }) => key === letter);
    if (page) void navigate({ to: page.to, params: { workspaceId } });
    return Boolean(page);
  }
  function invite(): boolean {
    if (!can('users:invite')) return false;
    void navigate({ to: '/w/$workspaceId/settings/permissions', params: { workspaceId }, search: { invite: true } });
    return true;
  }
  function onSingle(name: string): boolean {
    if (began.current > 0 && Date.now() - began.current < sequenceMs) {
      began.current = 0;
      return goTo(name);
    }
    switch (name) {
      case 'g':
        began.current = Date.now();
        return true;
      case '/':
        return focusSearch();
      case '?':
        open('help');
        return true;
      case 'i':
        return invite();
      case 'j':
        return moveRow(1);
      case 'k':
        return moveRow(-1);
      default:
        return pressInRow(name);
    }
  }
  press.current = (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey || isCovered()) return;
    // K may follow: whoever types on at once should find the field there.
    if (event.key === 'Control' || event.key === 'Meta') prepare();
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== 'k' || event.shiftKey) return;
      event.preventDefault();
      open('palette');
      return;
    }
    const inRow = document.activeElement?.matches('[data-row]') ?? false;
    if (inRow && event.key.startsWith('Arrow')) {
      if (event.key === 'ArrowDown') moveRow(1);
      else if (event.key === 'ArrowUp') moveRow(-1);
      else return;
      event.preventDefault();
      return;
    }
    if (!shortcutsOn() || takesText(event.target) || event.key.length !== 1) return;
    if (onSingle(event.key.toLowerCase())) event.preventDefault();
  };
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press.current?.(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

function focusSearch(): boolean {
  const box = document.querySelector<HTMLInputElement>('main input[type=search]');
  box?.focus();
  box?.select();
  return Boolean(box);
}
