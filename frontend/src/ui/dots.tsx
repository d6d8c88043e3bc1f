/** The three dots of a row's menu, as one path: a long list has one for each row. */
export function Dots() {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round">
      <path d="M5 12h.01M12 12h.01M19 12h.01" />
    </svg>
  );
}
