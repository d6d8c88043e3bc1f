import { useSyncExternalStore } from 'react';

/** Whether a media query matches now. Choose the layout with this instead of rendering the same text twice. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
  );
}

export const usePhone = () => useMedia('(max-width: 39.99rem)');
