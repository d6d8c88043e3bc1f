import { type ComponentType, lazy, type ReactNode, useState } from 'react';

/**
 * Like `lazy`, for what a loader begins to load. Where it came before its place is shown, it is shown at once; `lazy`
 * would show the fallback first, which React then keeps for 300 ms.
 */
export function preloadable<P extends object>(load: () => Promise<{ default: (props: P) => ReactNode }>) {
  let loaded: ComponentType<P> | undefined;
  const begin = () =>
    load().then((file) => {
      loaded = file.default;
      return file;
    });
  const Lazy = lazy(begin) as unknown as ComponentType<P>;
  function Part(props: P) {
    const [Shown] = useState(() => loaded ?? Lazy);
    return <Shown {...props} />;
  }
  return Object.assign(Part, { preload: () => void begin().catch(() => undefined) });
}
