/** How much of something is done. `label` says what: "Progress". */
export function ProgressBar({ label, value, max, text }: { label: string; value: number; max: number; text?: string }) {
  const now = Math.max(0, Math.min(value, max));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={now}
      aria-valuetext={text}
      className="edge h-2 overflow-hidden rounded-full bg-sunken"
    >
      <div
        className="h-full bg-accent transition-[width] forced-colors:bg-[Highlight]"
        style={{ width: `${max > 0 ? (100 * now) / max : 0}%` }}
      />
    </div>
  );
}
