/** Records of cells as CSV text. */
export const toCsv = (records: string[][]): string =>
  records.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');

const quoted = (cell: string) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** The first records of CSV text, with the rest of it left unread. */
export function firstRecords(text: string, separator: string, count: number): string[][] {
  const records: string[][] = [];
  let cells: string[] = [];
  let cell = '';
  let inQuotes = false;
  for (let at = 0; at < text.length && records.length < count; at += 1) {
    const char = text[at] ?? '';
    if (inQuotes) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') cell += text[++at];
      else inQuotes = false;
    } else if (char === '"' && cell === '') inQuotes = true;
    else if (char === separator) {
      cells.push(cell);
      cell = '';
    } else if (char === '\n') {
      cells.push(cell.replace(/\r$/, ''));
      if (cells.length > 1 || cells[0] !== '') records.push(cells);
      cells = [];
      cell = '';
    } else cell += char;
  }
  if (records.length < count && (cells.length > 0 || cell !== '')) records.push([...cells, cell]);
  return records;
}
