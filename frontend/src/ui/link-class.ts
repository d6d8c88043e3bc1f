/** A link or a button that reads as a link. */
export const linkClass = 'rounded-sm font-medium text-accent-ink underline-offset-4 hover:underline';
