import { useRef, useState } from 'react';
import { type Act, batchesOf, carryOut, type Progress, type Refused } from './carry-out';
import type { Picked } from './use-selection';

export type Step = 'asking' | 'running' | 'told';

/** Runs something on many, can be stopped between two batches, and can be repeated for those refused. */
export function useCarryOut(act: Act, onProgress: () => void) {
  const [step, setStep] = useState<Step>('asking');
  const [done, setDone] = useState(0);
  const [refused, setRefused] = useState<Refused[]>([]);
  const [stopped, setStopped] = useState(false);
  /** What kept it from finding the next ones. */
  const [failure, setFailure] = useState<unknown>(null);
  const running = useRef<AbortController>(undefined);

  async function start(batches: AsyncIterable<Picked[]> | Iterable<Picked[]>, before = 0) {
    running.current = new AbortController();
    const { signal } = running.current;
    const last: Progress = { done: 0, refused: [] };
    setStep('running');
    setRefused([]);
    setFailure(null);
    let failed: unknown = null;
    try {
      const tell = (progress: Progress) => {
        Object.assign(last, progress);
        setDone(before + progress.done);
        setRefused(progress.refused);
      };
      await carryOut(batches, act, tell, signal);
    } catch (error) {
      failed = error;
    }
    setFailure(failed);
    setStopped(signal.aborted);
    setStep('told');
    onProgress();
    return { done: before + last.done, whole: !failed && !signal.aborted && last.refused.length === 0 };
  }
  return {
    step,
    done,
    refused,
    stopped,
    failure,
    start,
    retry: () => start(batchesOf(refused), done),
    stop: () => running.current?.abort(),
  };
}
