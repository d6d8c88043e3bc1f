import { useEffect, useState } from 'react';

/** The value as it was once it stood still for a while: what a search sends to the server while someone types. */
export function useDebounced<T>(value: T, ms = 250): T {
  const [still, setStill] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setStill(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return still;
}
