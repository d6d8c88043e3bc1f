import { isProblem, Problem } from '@/api/problem';
import { randomKey } from '@/lib/submit-key';
import type { Picked } from './use-selection';

/** What the server says of one of many. */
export type Outcome = { id: string; code: string | null; detail: string | null };
export type Refused = Picked & { why: Problem };
/** Carries one batch out, under a key that makes it safe to ask again. */
export type Act = (ids: string[], key: string) => Promise<{ results: Outcome[] }>;
export type Progress = { done: number; refused: Refused[] };

export const batchSize = 200;
const tries = 5;

/**
 * Carries something out on many, a batch at a time, and tells after each how far it is. A lost answer is asked for again
 * under the same key; a server that is busy is given the time it asks for; whoever is gone meanwhile is left out. Where a
 * batch fails for good, those in it are among the refused, and nothing more is begun.
 */
export async function carryOut(
  batches: AsyncIterable<Picked[]> | Iterable<Picked[]>,
  act: Act,
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  const progress: Progress = { done: 0, refused: [] };
  for await (const batch of batches) {
    if (signal.aborted) return;
    try {
      const { results, gone } = await insist(batch, act, signal);
      const named = new Map(batch.map((one) => [one.id, one]));
      for (const { id, code, detail } of results) {
        const one = named.get(id);
        if (code === null) progress.done += 1;
        else if (one) progress.refused.push({ ...one, why: new Problem(409, { code, detail }) });
      }
      progress.refused.push(...gone);
      tell({ done: progress.done, refused: [...progress.refused] });
    } catch (error) {
      const why = error instanceof Problem ? error : new Problem(500, {});
      progress.refused.push(...batch.map((one) => ({ ...one, why })));
      tell({ done: progress.done, refused: [...progress.refused] });
      return;
    }
  }
}

async function insist(
  batch: Picked[],
  act: Act,
  signal: AbortSignal,
): Promise<{ results: Outcome[]; gone: Refused[] }> {
  const gone: Refused[] = [];
  let left = batch;
  let key = randomKey();
  for (let attempt = 1; left.length > 0; attempt += 1) {
    try {
      const { results } = await act(
        left.map(({ id }) => id),
        key,
      );
      return { results, gone };
    } catch (error) {
      const absent = absentIn(error, left);
      if (absent.length > 0) {
        gone.push(...absent.map((one) => ({ ...one, why: new Problem(404, { code: 'not_found' }) })));
        left = left.filter((one) => !absent.includes(one));
        key = randomKey();
      } else if (attempt === tries || signal.aborted || !passing(error)) throw error;
      else await pause((error.retryAfter ?? attempt) * 1000);
    }
  }
  return { results: [], gone };
}

/** Somebody may have removed them since they were ticked; the server then refuses the whole, and names them. */
function absentIn(error: unknown, batch: Picked[]): Picked[] {
  if (!isProblem(error, 'validation_failed')) return [];
  return error.errors.flatMap(({ pointer, code }) => {
    const one = /^\/(user|invitation)_ids\/(\d+)$/.exec(pointer);
    const named = one && code.endsWith('_unknown') ? batch[Number(one[2])] : undefined;
    return named ? [named] : [];
  });
}

function passing(error: unknown): error is Problem {
  return error instanceof Problem && (error.status === 0 || error.status === 429 || error.status >= 500);
}

const pause = (ms: number) => new Promise((resume) => setTimeout(resume, Math.min(ms, 60_000)));

/** Cuts a list into batches. */
export function* batchesOf(list: Picked[]): Iterable<Picked[]> {
  for (let at = 0; at < list.length; at += batchSize) yield list.slice(at, at + batchSize);
}
