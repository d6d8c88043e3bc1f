import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx';

type BannerTone = 'danger' | 'warn' | 'info' | 'ok';

const looks: Record<BannerTone, { box: string; ink: string; Icon: typeof Info }> = {
  danger: { box: 'border-danger/30 bg-danger-soft', ink: 'text-danger-ink', Icon: CircleAlert },
  warn: { box: 'border-warn-line/40 bg-warn-soft', ink: 'text-warn-ink', Icon: TriangleAlert },
  info: { box: 'border-line bg-sunken', ink: 'text-muted', Icon: Info },
  ok: { box: 'border-ok-ink/25 bg-ok-soft', ink: 'text-ok-ink', Icon: CircleCheck },
};

/** A message inside the page. A `danger` one is read out at once; give it a key to have it read again. */
export function Banner({
  tone = 'info',
  action,
  children,
}: {
  tone?: BannerTone;
  action?: ReactNode;
  children: ReactNode;
}) {
  const { box, ink, Icon } = looks[tone];
  return (
    <div
      role={tone === 'danger' ? 'alert' : undefined}
      className={cx('flex items-start gap-2.5 rounded-md border px-3 py-2.5 text-sm', box)}
    >
      <Icon aria-hidden="true" className={cx('mt-0.5 size-4 shrink-0', ink)} />
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">{children}</div>
      {action}
    </div>
  );
}
