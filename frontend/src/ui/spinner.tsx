/** Belongs inside a busy button. A page that loads shows a Skeleton instead. */
export function Spinner() {
  return (
    <span
      aria-hidden="true"
      className="size-3.5 animate-spin rounded-full border-2 border-current border-t-transparent opacity-80"
    />
  );
}
