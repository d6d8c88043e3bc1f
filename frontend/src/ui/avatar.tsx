import { cx } from './cx';

const hues = [
  'bg-accent-soft text-accent-ink',
  'bg-ok-soft text-ok-ink',
  'bg-warn-soft text-warn-ink',
  'bg-info-soft text-info-ink',
];

/** A letter or two for a person (round) or a workspace (square). Decoration: the name stands beside it. */
export function Avatar({ name, square, size = 'md' }: { name: string; square?: boolean; size?: 'sm' | 'md' | 'lg' }) {
  return (
    <span
      aria-hidden="true"
      className={cx(
        'edge grid shrink-0 select-none place-items-center font-semibold',
        square ? 'rounded-sm' : 'rounded-full',
        size === 'sm' && 'size-6 text-xs',
        size === 'md' && 'size-8 text-xs',
        size === 'lg' && 'size-11 text-lg',
        hues[hash(name) % hues.length],
      )}
    >
      {initials(name, square ? 1 : 2)}
    </span>
  );
}

function initials(name: string, most: number): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const picked = words.length > 1 && most > 1 ? [words[0], words.at(-1)] : words.slice(0, 1);
  return picked
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toLocaleUpperCase();
}

function hash(text: string): number {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum;
}
