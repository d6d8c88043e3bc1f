import { useRef } from 'react';

/** 128 random bits as text. `crypto.randomUUID` exists in secure contexts only, and plain http on a LAN is not one. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * The Idempotency-Key of a form: the same for the same body until `done()`, so that trying again after a lost answer
 * cannot create twice, and another for a changed body, which the server would refuse under the old key.
 */
export function useSubmitKey(): { keyFor: (body: unknown) => string; done: () => void } {
  const last = useRef<{ body: string; key: string } | null>(null);
  return {
    keyFor(body) {
      const text = JSON.stringify(body);
      if (last.current?.body !== text) last.current = { body: text, key: randomKey() };
      return last.current.key;
    },
    done() {
      last.current = null;
    },
  };
}
