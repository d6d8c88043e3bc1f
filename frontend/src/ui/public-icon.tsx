import type { ReactNode } from 'react';
import { cx } from './cx';

/** The picture at the head of a public card that tells an outcome. */
export function PublicIcon({ icon, tone = 'neutral' }: { icon: ReactNode; tone?: 'neutral' | 'ok' | 'warn' }) {
  return (
    <span
      aria-hidden="true"
      className={cx(
        'edge mb-2 grid size-11 place-items-center rounded-lg [&_svg]:size-5',
        tone === 'neutral' && 'bg-sunken text-muted',
        tone === 'ok' && 'bg-ok-soft text-ok-ink',
        tone === 'warn' && 'bg-warn-soft text-warn-ink',
      )}
    >
      {icon}
    </span>
  );
}
