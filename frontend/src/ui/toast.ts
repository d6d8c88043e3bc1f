import type { ReactNode } from 'react';

export type ToastContent = {
  title: ReactNode;
  description?: ReactNode;
  tone?: 'ok' | 'danger';
  action?: { label: ReactNode; onPress: () => void };
};

// Toasts wait here until the region, which is loaded with the first of them, takes them over.
let waiting: ToastContent[] = [];
let receiver: ((toast: ToastContent) => void) | null = null;
const listeners = new Set<() => void>();

/** Says shortly that something was done. Never the only place where an error is told that needs an answer. */
export function showToast(toast: ToastContent): void {
  if (receiver) receiver(toast);
  else waiting = [...waiting, toast];
  for (const listener of listeners) listener();
}

export function receiveToasts(receive: (toast: ToastContent) => void): () => void {
  receiver = receive;
  for (const toast of waiting) receive(toast);
  waiting = [];
  return () => {
    receiver = null;
  };
}

export function onFirstToast(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const anyToastWaits = () => waiting.length > 0 || receiver !== null;
