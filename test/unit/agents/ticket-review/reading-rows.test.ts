import * as fc from 'fast-check';
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { LONGEST_OPEN_ROW } from '../../../../electron/runtime/agents/ticket-review/reading/raw-row.ts';
import { generatedFile, memoryFile } from '../../../helpers/memory-file.ts';
import { brokenRows, readRows, soundValues } from '../../../helpers/read-rows.ts';

test('cells with line breaks, quotes and delimiters come out as they were written, whatever the piece size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.string({ unit: cellUnit, maxLength: 30 }), fc.string({ unit: cellUnit, maxLength: 30 })), {
        minLength: 1,
        maxLength: 12,
      }),
      fc.constantFrom(',', '\t', ';', '|'),
      fc.constantFrom('\n', '\r\n'),
      fc.integer({ min: 1, max: 40 }),
      async (cells, delimiter, lineBreak, pieceBytes) => {
        const table = [['Ticket id', 'Message'], ...cells.map(([id, text]) => [`a${id}`, text])];
        const written = Papa.unparse(table, { delimiter, newline: lineBreak, quotes: true }) + lineBreak;
        const { rows } = await readRows(memoryFile(written, { pieceBytes }), { header: 'yes' });
        expect(soundValues(rows)).toEqual(table.slice(1));
        expect(brokenRows(rows)).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});

test('rows and lines are counted as a person counts them in an editor', async () => {
  const { rows } = await readRows(memoryFile('id,text\n1,"first\nsecond"\n\n2,third\n3\n'));
  expect(rows.map((row) => [row.kind, row.row, row.line])).toEqual([
    ['row', 1, 2],
    ['row', 2, 5],
    ['broken', 3, 6],
  ]);
});

test('a ragged row is set aside with both counts; empty cells too many at the end are not held against it', async () => {
  const { rows } = await readRows(memoryFile('id,text,state\n1,short\n2,fine,open,,\n3,a,b,c\n4,fine,open\n'));
  expect(soundValues(rows).map(([id]) => id)).toEqual(['2', '4']);
  expect(brokenRows(rows)).toEqual([
    { row: 1, line: 2, reason: 'ragged' },
    { row: 3, line: 4, reason: 'ragged' },
  ]);
  expect(rows[0]).toMatchObject({ detail: 'The row has 2 cells where 3 are expected.', excerpt: '1,short' });
});

test('one stray quote costs its own row and not the rest of the file', async () => {
  const stray = 'id,text,state\n1,"never closed,open\n2,"closed, of course",open\n3,plain,open\n';
  const { rows } = await readRows(memoryFile(stray));
  expect(brokenRows(rows)).toEqual([{ row: 1, line: 2, reason: 'unclosed-quote' }]);
  expect(soundValues(rows)).toEqual([
    ['2', 'closed, of course', 'open'],
    ['3', 'plain', 'open'],
  ]);
});

test('quotes inside a quoted cell that nobody doubled are read as written', async () => {
  const { rows } = await readRows(memoryFile('id,text\n1,"she said "no" to me"\n2,fine\n'));
  expect(soundValues(rows)[0]).toEqual(['1', 'she said "no" to me']);
  expect(soundValues(rows)).toHaveLength(2);
});

test('half a line at the end is set aside as cut off, inside and outside of quotes', async () => {
  const outside = await readRows(memoryFile('id,text,state\n1,whole,open\n2,ha'));
  const inside = await readRows(memoryFile('id,text,state\n1,whole,open\n2,"half a narrative\nwith a break'));
  const whole = await readRows(memoryFile('id,text,state\n1,whole,open\n2,whole,open'));
  expect(brokenRows(outside.rows)).toEqual([{ row: 2, line: 3, reason: 'truncated' }]);
  expect(brokenRows(inside.rows)).toEqual([{ row: 2, line: 3, reason: 'truncated' }]);
  expect(soundValues(whole.rows)).toHaveLength(2);
});

test('a cell of 20 MB is read whole, and the rows after it too', async () => {
  const big = 'b'.repeat(20 * 1024 * 1024);
  const { rows } = await readRows(memoryFile(`id,text\n1,"${big}"\n2,after\n`));
  expect(soundValues(rows).map(([id, text]) => [id, text?.length])).toEqual([
    ['1', big.length],
    ['2', 5],
  ]);
});

test('a row that never ends is given up, in CSV and in JSONL, and reading goes on after it', async () => {
  const filler = new TextEncoder().encode('words and no end \n'.repeat(58_000));
  const repeats = Math.ceil(LONGEST_OPEN_ROW / filler.length) + 1;
  const csv = generatedFile('endless.csv', filler.length * repeats, function* () {
    yield bytes('id,text,state\n1,"');
    for (let piece = 0; piece < repeats; piece += 1) yield filler;
    yield bytes('",open\n2,after,open\n');
  });
  const oneLine = new TextEncoder().encode('words and no end '.repeat(60_000));
  const jsonl = generatedFile('endless.jsonl', oneLine.length * repeats, function* () {
    yield bytes('{"id":"0","text":"before"}\n{"id":"1","text":"');
    for (let piece = 0; piece < repeats; piece += 1) yield oneLine;
    yield bytes('"}\n{"id":"2","text":"after"}\n');
  });
  const fromCsv = await readRows(csv, { header: 'yes' });
  expect(brokenRows(fromCsv.rows)).toEqual([{ row: 1, line: 2, reason: 'too-long' }]);
  expect(soundValues(fromCsv.rows)).toEqual([['2', 'after', 'open']]);
  const fromJsonl = await readRows(jsonl);
  expect(brokenRows(fromJsonl.rows)).toEqual([{ row: 2, line: 2, reason: 'too-long' }]);
  expect(soundValues(fromJsonl.rows).map(([id]) => id)).toEqual(['0', '2']);
});

test('JSONL: nested fields get dotted names, a broken line costs itself, half a line at the end is cut off', async () => {
  const lines = [
    '{"id": 7, "customer": {"email": "a@b.example"}, "text": "first"}',
    '{"id": 8, "text": ',
    '[1, 2]',
    '',
    '{"id": 9, "text": "last", "tags": ["x"]}',
    '{"id": 10, "te',
  ];
  const { layout, rows } = await readRows(memoryFile(lines.join('\r\n'), { name: 'tickets.jsonl', pieceBytes: 11 }));
  expect(layout.columns).toEqual(['id', 'customer.email', 'text', 'tags']);
  expect(soundValues(rows)).toEqual([
    ['7', 'a@b.example', 'first', ''],
    ['9', '', 'last', '["x"]'],
  ]);
  expect(brokenRows(rows)).toEqual([
    { row: 2, line: 2, reason: 'bad-json' },
    { row: 3, line: 3, reason: 'not-an-object' },
    { row: 5, line: 6, reason: 'truncated' },
  ]);
});

test('a JSON array is read element by element, also where one element is broken', async () => {
  const text =
    '[\n {"id":1,"text":"a, ] and } \\" inside"},\n {"id":2 "text":"broken"},\n 5,\n {"id":3,"text":"c"}\n]\n';
  const { layout, rows } = await readRows(memoryFile(text, { pieceBytes: 7 }));
  expect(layout.shape.format).toBe('json-array');
  expect(soundValues(rows)).toEqual([
    ['1', 'a, ] and } " inside'],
    ['3', 'c'],
  ]);
  expect(brokenRows(rows)).toEqual([
    { row: 2, line: 3, reason: 'bad-json' },
    { row: 3, line: 4, reason: 'not-an-object' },
  ]);
});

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

const cellUnit = fc.constantFrom('a', 'Ω', ' ', '"', ',', ';', '|', '\t', '\n', '\r\n', '😀', '1');
