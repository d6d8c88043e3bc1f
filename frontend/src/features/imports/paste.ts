import { firstRecords, toCsv } from './csv';

export type Pasted =
  | { kind: 'nothing' }
  /** A table with a header: sent as it is. */
  | { kind: 'table'; csv: string; columns: string[] }
  /** Addresses, some with a name. */
  | { kind: 'people'; csv: string; people: number; named: number; unclear: number };

const headerWords =
  /^(e-?mail|mail|e-?mail[ _-]?address|address|adresse|correo|courriel|name|full[ _-]?name|role|rolle)$/i;

/** Makes CSV of what somebody pasted: a table, or addresses with or without names, in lines or separated. */
export function readPasted(text: string): Pasted {
  const clean = text.replace(/^\uFEFF/, '');
  if (clean.trim() === '') return { kind: 'nothing' };
  const columns = headerOf(clean);
  if (columns) return { kind: 'table', csv: clean, columns };
  const people = clean.split(/\r?\n|\r/).flatMap(peopleIn);
  if (people.length === 0) return { kind: 'nothing' };
  return {
    kind: 'people',
    csv: toCsv([['email', 'name'], ...people.map(({ email, name }) => [email, name])]),
    people: people.length,
    named: people.filter(({ name }) => name !== '').length,
    unclear: people.filter(({ email }) => !email.includes('@')).length,
  };
}

/**
 * The header's cells, where the first line is one: no address in it, and either a word that headers have or a second line
 * of just as many cells with an address.
 */
function headerOf(text: string): string[] | null {
  const [line = '', second = ''] = text
    .trimStart()
    .slice(0, 4000)
    .split(/\r?\n|\r/, 2);
  if (line.includes('@')) return null;
  const separator = ['\t', ';', ','].find((each) => line.includes(each)) ?? ',';
  const cellsOf = (of: string) => (firstRecords(of, separator, 1)[0] ?? []).map((cell) => cell.trim());
  const cells = cellsOf(line);
  const fits = cells.length > 1 && second.includes('@') && cellsOf(second).length === cells.length;
  return fits || cells.some((cell) => headerWords.test(cell)) ? cells : null;
}

type Someone = { email: string; name: string };

/** The people of one line. A line that holds one address and one other text names its owner by that. */
function peopleIn(line: string): Someone[] {
  const parts = piecesOf(line).map(someoneIn);
  const addresses = parts.filter(({ email }) => email.includes('@'));
  const [first] = addresses;
  if (first && addresses.length === 1 && first.name === '' && parts.length > 1) {
    const others = parts.filter((part) => part !== first).map(({ email }) => email);
    return [{ email: first.email, name: others.join(' ') }];
  }
  return parts;
}

/** The line cut at commas, semicolons and tabs, except inside quotes and angle brackets. */
const piecesOf = (line: string): string[] =>
  (line.match(/(?:"[^"]*"|<[^>]*>|[^,;\t"<]|["<])+/g) ?? []).map((piece) => piece.trim()).filter(Boolean);

/** `Ana <ana@x.org>`, `Ana ana@x.org` or `ana@x.org`; whatever else it is stands in for the address, to be mended there. */
function someoneIn(piece: string): Someone {
  const angled = /^(.*?)<\s*([^<>]*?)\s*>$/.exec(piece);
  if (angled) return { email: angled[2] ?? '', name: bare(angled[1] ?? '') };
  const words = bare(piece).split(/\s+/);
  const address = words.filter((word) => word.includes('@'));
  if (address.length !== 1 || words.length === 1) return { email: bare(piece).replace(/^mailto:/i, ''), name: '' };
  return {
    email: bare(address[0] ?? '').replace(/^[(<[]|[)>\]]$/g, ''),
    name: words.filter((word) => word !== address[0]).join(' '),
  };
}

const bare = (text: string) =>
  text
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim();
