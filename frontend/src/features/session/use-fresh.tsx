import { lazy, type ReactNode, Suspense, useState } from 'react';
import { isProblem } from '@/api/problem';

const ReauthenticateDialog = lazy(() => import('./reauthenticate-dialog'));

type Waiting = { go: () => void; stop: () => void };

/**
 * For sensitive acts: `fresh(work)` does the work, and where the server wants the password again, asks for it in a dialog
 * and then does the work once more. Whoever closes the dialog gets the server's refusal. Put `dialog` into the page.
 */
export function useFresh(): { fresh: <T>(work: () => Promise<T>) => Promise<T>; dialog: ReactNode } {
  const [waiting, setWaiting] = useState<Waiting | null>(null);

  async function fresh<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isProblem(error, 'reauthentication_required')) throw error;
      await new Promise<void>((go, stop) => setWaiting({ go, stop: () => stop(error) }));
      return await work();
    }
  }
  function answer(end: keyof Waiting) {
    waiting?.[end]();
    setWaiting(null);
  }
  const dialog = waiting && (
    <Suspense fallback={null}>
      <ReauthenticateDialog onDone={() => answer('go')} onClose={() => answer('stop')} />
    </Suspense>
  );
  return { fresh, dialog };
}
