/** The red number of things that wait. Nothing at zero. `label` says it in words: "3 waiting". */
export function CountBadge({ count, label }: { count: number; label: string }) {
  if (count <= 0) return null;
  return (
    <span className="edge inline-grid h-5 min-w-5 place-items-center rounded-full bg-danger px-1.5 font-semibold text-white text-xs tabular-nums">
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}
