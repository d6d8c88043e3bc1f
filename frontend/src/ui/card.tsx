import type { ReactNode } from 'react';
import { cx } from './cx';

export function Card({ children, padded = true }: { children: ReactNode; padded?: boolean }) {
  return (
    <section className={cx('rounded-lg border border-line bg-surface shadow-card', padded && 'p-5 max-sm:p-4')}>
      {children}
    </section>
  );
}
