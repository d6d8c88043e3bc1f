import { useEffect, useState } from 'react';

type Sample = { at: number; done: number };

const windowMs = 30_000;

/**
 * How many a second are done, as seen from here over the last half minute; before two looks, since the start. Null where
 * nothing can be said yet.
 */
export function useRate(done: number, startedAt: string | null): number | null {
  const [samples, setSamples] = useState<Sample[]>([]);
  useEffect(() => {
    const now = Date.now();
    setSamples((before) => [...before.filter(({ at }) => now - at < windowMs), { at: now, done }]);
  }, [done]);
  return rateOf(samples, startedAt, Date.now());
}

export function rateOf(samples: Sample[], startedAt: string | null, now: number): number | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (first && last && last.at - first.at >= 2_000) return (last.done - first.done) / ((last.at - first.at) / 1000);
  const since = startedAt ? (now - new Date(startedAt).getTime()) / 1000 : 0;
  return last && since >= 1 && last.done > 0 ? last.done / since : null;
}
