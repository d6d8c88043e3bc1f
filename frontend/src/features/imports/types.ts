import type { Import, ImportRow } from '@/api/types';

export type ImportState = Import['state'];
export type Verdict = ImportRow['verdict'];

/** What a row can say of a person. */
export type Column = keyof Import['mapping'];
