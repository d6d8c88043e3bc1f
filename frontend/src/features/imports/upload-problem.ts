import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Problem } from '@/api/problem';
import { problemText } from '@/i18n/problem-text';

export const maxBytes = 20 * 1024 * 1024;

/** Why a file is not even sent. */
export type Unfit = 'too_large' | 'empty' | 'not_csv' | 'several';

const unfitTexts: Record<Unfit, MessageDescriptor> = {
  too_large: msg`This file is larger than 20 MB. Split it into several files, each with the header line, and upload them one after the other.`,
  empty: msg`This file is empty. Choose one with a header line and a line for each person.`,
  not_csv: msg`This is not a CSV file. In your spreadsheet, choose "Save as" or "Download" and the format CSV, then upload that file.`,
  several: msg`Choose one file at a time. Each becomes an import of its own.`,
};

const fileTexts: Record<string, MessageDescriptor> = {
  file_empty: unfitTexts.empty,
  file_no_rows: msg`The file has a header line and nobody below it. Add a line for each person.`,
  file_not_text: msg`The file holds characters that no text has. In your spreadsheet, save it as CSV again.`,
};

const tooMuch = msg`The file is too large: 20 MB and 100,000 lines at most. Split it into several files, each with the header line.`;
const codeTexts: Record<string, MessageDescriptor> = {
  payload_too_large: tooMuch,
  body_too_large: tooMuch,
  unsupported_media_type: unfitTexts.not_csv,
};

const otherKinds = /\.(xlsx?|xlsm|ods|numbers|zip|gz|pdf|docx?|png|jpe?g|gif|webp|json|vcf)$/i;

/** What can be told of a file before anything is sent. */
export function unfitness(file: File): Unfit | null {
  if (otherKinds.test(file.name)) return 'not_csv';
  if (file.size === 0) return 'empty';
  return file.size > maxBytes ? 'too_large' : null;
}

export const unfitText = (i18n: I18n, unfit: Unfit): string => i18n._(unfitTexts[unfit]);

/** What to tell about a refused upload. */
export function uploadText(i18n: I18n, error: unknown): string {
  if (error instanceof Problem) {
    const known = fileTexts[error.errors[0]?.code ?? ''] ?? codeTexts[error.code];
    if (known) return i18n._(known);
    // The server knows in which line.
    if (error.errors[0]) return error.errors[0].detail;
  }
  return problemText(i18n, error);
}
