import type { ReactNode } from 'react';

/** One choice of a select. */
export type Option = { id: string; name: string; description?: ReactNode };
