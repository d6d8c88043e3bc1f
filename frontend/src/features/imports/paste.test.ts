import { describe, expect, it } from 'vitest';
import { firstRecords, toCsv } from './csv';
import { readPasted } from './paste';

const csvOf = (text: string) => {
  const pasted = readPasted(text);
  return pasted.kind === 'nothing' ? null : pasted.csv.split('\r\n').slice(1, -1);
};

describe('what somebody pastes', () => {
  it('is read as addresses with and without names, in lines or separated', () => {
    expect(csvOf('Ana <ana@x.org>, bo@y.org\n"Souza, Cleo" <c@x.org>; d@x.org\n\n  Eve Evans e@x.org  ')).toEqual([
      'ana@x.org,Ana',
      'bo@y.org,',
      'c@x.org,"Souza, Cleo"',
      'd@x.org,',
      'e@x.org,Eve Evans',
    ]);
  });

  it.each([
    ['Ana Souza, ana@x.org', 'ana@x.org,Ana Souza'],
    ['ana@x.org\tAna Souza', 'ana@x.org,Ana Souza'],
    ['Souza; Ana; ana@x.org', 'ana@x.org,Souza Ana'],
    ['<ana@x.org>', 'ana@x.org,'],
    ['mailto:ana@x.org', 'ana@x.org,'],
    ['אנה <ana@x.org>', 'ana@x.org,אנה'],
  ])('takes the name that stands beside the only address of a line: %s', (line, row) => {
    expect(csvOf(line)).toEqual([row]);
  });

  it('keeps what has no address, to be mended', () => {
    expect(readPasted('ana@x.org\nBo')).toMatchObject({ kind: 'people', people: 2, named: 0, unclear: 1 });
    expect(csvOf('Bo')).toEqual(['Bo,']);
  });

  it.each([
    ['Email,Name\nana@x.org,Ana', ['Email', 'Name']],
    ['Kontakt;Wer\nana@x.org;Ana', ['Kontakt', 'Wer']],
    ['name\te-mail\nAna\tana@x.org', ['name', 'e-mail']],
    ['\uFEFF"E-Mail","Full name"\n"ana@x.org","Souza, Ana"', ['E-Mail', 'Full name']],
  ])('is sent as it is where it is a table: %j', (text, columns) => {
    expect(readPasted(text)).toEqual({ kind: 'table', csv: text.replace('\uFEFF', ''), columns });
  });

  it('may be nothing', () => {
    expect(readPasted(' \n ')).toEqual({ kind: 'nothing' });
    expect(readPasted(',;\n')).toEqual({ kind: 'nothing' });
  });
});

describe('CSV', () => {
  it('comes back as it went', () => {
    const records = [
      ['a"b', 'c,d', ' e'],
      ['line\nbreak', '', '=1+1'],
    ];
    expect(firstRecords(toCsv(records), ',', 9)).toEqual(records);
  });

  it('is read no further than asked, and to the end without a line break', () => {
    expect(firstRecords('a;b\r\nc;d\r\ne', ';', 2)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(firstRecords('a\n\nb', ',', 9)).toEqual([['a'], ['b']]);
  });
});
