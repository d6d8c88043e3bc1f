import type { Import } from '@/api/types';
import { firstRecords } from './csv';

const readBytes = 65_536;
const exampleRows = 3;

// The server keeps no copy of the file for looking at, so the start of it stays with the page that sent it.
let sent: { importId: string; start: Blob } | null = null;

export function rememberStart(importId: string, file: Blob): void {
  sent = { importId, start: file.slice(0, readBytes) };
}

/** Under each header cell the first cells of its column, where this page has sent the file itself. */
export async function examplesOf({ id, encoding, separator, columns }: Import): Promise<Record<string, string[]>> {
  if (sent?.importId !== id) return {};
  try {
    const text = new TextDecoder(encoding).decode(await sent.start.arrayBuffer()).replace(/^\uFEFF/, '');
    const records = firstRecords(text, separator, exampleRows + 1);
    const named = records[0]?.some((cell, at) => cell.trim() !== '' && cell.trim() === columns[at]);
    const rows = records.slice(named ? 1 : 0, named ? undefined : exampleRows);
    return Object.fromEntries(
      columns.map((column, at) => [column, rows.map((cells) => cells[at]?.trim() ?? '').filter(Boolean)]),
    );
  } catch {
    return {}; // an encoding that this browser does not know
  }
}
