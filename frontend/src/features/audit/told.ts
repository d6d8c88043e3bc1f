import type { ReactNode } from 'react';

/** What a sentence tells of an entry. */
export type Told = {
  /** Who did it. */
  who: ReactNode;
  /** What or whom it happened to. */
  what: ReactNode;
  /** The value that the event gave to a field, as text; '' where it gave none. */
  to: (field: string) => string;
};
