import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { keys } from '@/api/keys';
import type { Import } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { useSubmitKey } from '@/lib/submit-key';
import { createImport } from './api';
import { rememberStart } from './examples';
import { type Unfit, unfitness } from './upload-problem';

type Failure = { unfit: Unfit } | { error: unknown };

/** Sends a file, tells how far it is, and can be called off. What can't be right is not sent. */
export function useUpload(onUploaded: (made: Import) => void) {
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  const submitKey = useSubmitKey();
  const [part, setPart] = useState<number | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  async function send(file: File, content: unknown = [file.name, file.size, file.lastModified]) {
    const unfit = unfitness(file);
    setFailure(unfit ? { unfit } : null);
    if (unfit || stop.current) return;
    const mine = new AbortController();
    stop.current = mine;
    setPart(0);
    try {
      const key = submitKey.keyFor(content);
      const what = { name: file.name, file, key, onProgress: setPart, signal: mine.signal };
      const made = await createImport(workspaceId, what);
      submitKey.done();
      rememberStart(made.id, file);
      void queryClient.invalidateQueries({ queryKey: keys.imports(workspaceId) });
      onUploaded(made);
    } catch (error) {
      if (!mine.signal.aborted) setFailure({ error });
    } finally {
      stop.current = null;
      setPart(null);
    }
  }
  return {
    /** From 0 to 1; null while nothing is being sent. */
    part,
    failure,
    send,
    refuse: (unfit: Unfit) => setFailure({ unfit }),
    callOff: () => stop.current?.abort(),
  };
}
