import { expect, test } from 'vitest';
import type { SeparatedLayout } from '../../../../electron/runtime/agents/ticket-review/reading/layout-types.ts';
import { generatedFile, memoryFile } from '../../../helpers/memory-file.ts';
import { readRows, soundValues } from '../../../helpers/read-rows.ts';

const table = 'id,text\n1,Crème brûlée — naïve\n2,plain\n';

test.each([
  ['UTF-8', 'utf-8', new TextEncoder().encode(table)],
  ['UTF-8 with a byte order mark', 'utf-8', new TextEncoder().encode(`\ufeff${table}`)],
  ['UTF-16 little endian with a mark', 'utf-16le', utf16(`\ufeff${table}`, { isBig: false })],
  ['UTF-16 big endian with a mark', 'utf-16be', utf16(`\ufeff${table}`, { isBig: true })],
  ['UTF-16 little endian without a mark', 'utf-16le', utf16(table, { isBig: false })],
  ['UTF-16 big endian without a mark', 'utf-16be', utf16(table, { isBig: true })],
])('%s is recognised, and characters that straddle pieces stay whole', async (_, encoding, bytes) => {
  const { layout, rows } = await readRows(memoryFile(bytes, { pieceBytes: 3 }));
  expect(layout.encoding.encoding).toBe(encoding);
  expect(layout.columns).toEqual(['id', 'text']);
  expect(soundValues(rows)[0]).toEqual(['1', 'Crème brûlée — naïve']);
});

test('Latin-1 is recognised even where its first accent stands after two megabytes of plain letters', async () => {
  const plain = new TextEncoder().encode(`id,text\n${'1,plain letters only\n'.repeat(100_000)}`);
  const accent = Uint8Array.of(0x32, 0x2c, 0x63, 0x61, 0x66, 0xe9, 0x0a);
  const file = generatedFile('late.csv', plain.length + accent.length, function* () {
    yield plain;
    yield accent;
  });
  const { layout, rows } = await readRows(file);
  expect(layout.encoding.encoding).toBe('windows-1252');
  expect(soundValues(rows).at(-1)).toEqual(['2', 'café']);
});

test('a damaged byte among much sound UTF-8 is damage, and not a reason to misread the whole file', async () => {
  const sound = new TextEncoder().encode(`id,text\n${'1,déjà vu\n'.repeat(50)}2,bro`);
  const bytes = Uint8Array.of(...sound, 0xff, 0x6b, 0x65, 0x6e, 0x0a);
  const { layout, rows } = await readRows(memoryFile(bytes));
  expect(layout.encoding).toMatchObject({ encoding: 'utf-8', damagedBytes: 1 });
  expect(soundValues(rows)[0]).toEqual(['1', 'déjà vu']);
  expect(soundValues(rows).at(-1)?.[1]).toContain('\ufffd');
});

test.each([
  ['comma', ',', 'id,text;note\n1,"a, b"\n2,c;d\n'],
  ['tab', '\t', 'id\ttext\n1\tyes, no, maybe; and more\n2\tno, yes, later; less\n'],
  ['semicolon', ';', 'id;amount;text\n1;3,50;late\n2;4,75;early\n'],
  ['pipe', '|', 'id|text\n1|a, b; c\n2|d\n'],
])('the delimiter %s is found among the signs of the texts themselves', async (_, delimiter, text) => {
  const { layout } = await readRows(memoryFile(text));
  expect(layout.shape).toMatchObject({ delimiter });
});

test('Excel’s announcement of the delimiter is obeyed and is no row', async () => {
  const { layout, rows } = await readRows(memoryFile('sep=;\r\nid;text\r\n1;a,b,c\r\n'));
  expect(layout.columns).toEqual(['id', 'text']);
  expect(soundValues(rows)).toEqual([['1', 'a,b,c']]);
  expect(rows[0]).toMatchObject({ row: 1, line: 3 });
});

test.each([
  ['names', true, 'Ticket,Received,Text\n1,2020-01-02,hello there\n'],
  ['a number in the first row', false, '17,2020-01-02,hello there\n18,2020-01-03,and again\n'],
  ['a sentence in the only column', false, 'My card was charged twice for one order.\nNobody answers the phone.\n'],
  ['a name over the only column', true, 'Complaint text\nMy card was charged twice for one order.\n'],
])('a header is recognised by its cells: %s', async (_, hasHeader, text) => {
  const { layout, rows } = await readRows(memoryFile(text));
  expect((layout.shape as SeparatedLayout).hasHeader).toBe(hasHeader);
  expect(rows).toHaveLength(text.trim().split('\n').length - (hasHeader ? 1 : 0));
});

test('columns without a name or with a name twice can still be told apart', async () => {
  const { layout } = await readRows(memoryFile('id,,note,note,text\n1,2,3,4,some words here\n'));
  expect(layout.columns).toEqual(['id', 'Column 2', 'note', 'note (2)', 'text']);
});

test('old Mac line ends are line ends', async () => {
  const { rows } = await readRows(memoryFile('id,text\r1,first\r2,second\r'));
  expect(soundValues(rows)).toEqual([
    ['1', 'first'],
    ['2', 'second'],
  ]);
});

test.each([
  ['an empty file', new Uint8Array(0), 'tickets.csv is empty: it holds no text to read.'],
  ['white space alone', new TextEncoder().encode(' \n\n'), 'tickets.csv is empty: it holds no text to read.'],
  [
    'a workbook',
    Uint8Array.of(0x50, 0x4b, 0x03, 0x04, 0x14),
    'tickets.csv is an Excel workbook or another ZIP archive, not a text file with rows. Nothing was read.',
  ],
  [
    'one JSON object over several lines',
    new TextEncoder().encode('{\n "tickets": 3,\n "text": 4\n}\n'),
    'tickets.csv begins like JSON, but no line of it is a JSON object by itself. Nothing was read.',
  ],
])('%s ends in a clear sentence', async (_, bytes, message) => {
  await expect(readRows(memoryFile(bytes))).rejects.toThrow(message);
});

function utf16(text: string, { isBig }: { isBig: boolean }): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index += 1) view.setUint16(index * 2, text.charCodeAt(index), !isBig);
  return bytes;
}
