import { expect, test } from 'vitest';
import { settingsFrom } from '../../../../electron/runtime/agents/ticket-review/settings.ts';
import { readTickets } from '../../../../electron/runtime/agents/ticket-review/tickets/read-tickets.ts';
import { RowSample } from '../../../../electron/runtime/agents/ticket-review/tickets/row-sample.ts';
import { KEPT_CHARACTERS } from '../../../../electron/runtime/agents/ticket-review/tickets/ticket.ts';
import { generatedFile, memoryFile } from '../../../helpers/memory-file.ts';

const encoder = new TextEncoder();

test('a file of 200 MB is read in bounded memory, on a sample that the seed alone decides', async () => {
  const rows = 200_000;
  const filler = 'the same long complaint about a charge that nobody explains '.repeat(17);
  const piece = (first: number): Uint8Array => {
    const lines = Array.from({ length: 1_000 }, (_, row) => `${first + row},"${filler}${first + row}"\n`);
    return encoder.encode(lines.join(''));
  };
  let bytes = encoder.encode('id,text\n').length;
  for (let first = 0; first < rows; first += 1_000) bytes += piece(first).length;
  const file = generatedFile('large.csv', bytes, function* () {
    yield encoder.encode('id,text\n');
    for (let first = 0; first < rows; first += 1_000) yield piece(first);
  });
  let highest = 0;
  const before = process.memoryUsage().rss;
  const read = await readTickets(file, settingsFrom({ maxTickets: 1_000, seed: 7 }), () => {
    highest = Math.max(highest, process.memoryUsage().rss - before);
  });
  expect(bytes).toBeGreaterThan(200_000_000);
  expect(read).toMatchObject({ rows, sound: rows });
  expect(read.tickets).toHaveLength(1_000);
  expect(highest).toBeLessThan(250_000_000);
  const parts = [0, 1, 2, 3].map((part) => read.tickets.filter(({ row }) => Math.floor((row - 1) / 50_000) === part));
  for (const part of parts) expect(part.length).toBeGreaterThan(190);
}, 120_000);

test('every row is as likely to be sampled as any other, and the order is the file’s', () => {
  const hits = Array.from({ length: 100 }, () => 0);
  for (let seed = 0; seed < 2_000; seed += 1) {
    const sample = new RowSample<{ row: number }>({ seed, most: 10, budget: Infinity, sizeOf: () => 1 });
    for (let row = 0; row < 100; row += 1) if (sample.wants(row)) sample.add({ row });
    const rows = sample.items().map(({ row }) => row);
    expect(rows).toHaveLength(10);
    expect(rows).toEqual(rows.toSorted((left, right) => left - right));
    for (const row of rows) hits[row] = (hits[row] ?? 0) + 1;
  }
  // 2,000 draws of one in ten: 200 expected, standard deviation 13.4; five of them either way.
  for (const hit of hits) expect(Math.abs(hit - 200)).toBeLessThan(67);
});

test('a long text is reviewed by its beginning; one that is no ticket at all is set aside', async () => {
  const long = 'a long story '.repeat(10_000);
  const endless = 'x'.repeat(20 * 1024 * 1024);
  const read = await readTickets(
    memoryFile(`id,text\n1,${long}\n2,${endless}\n3,a short story about it all\n`),
    settingsFrom({ columns: { text: 'text' } }),
    () => {},
  );
  expect(read.tickets.map(({ id, text }) => [id, text.length])).toEqual([
    ['1', KEPT_CHARACTERS],
    ['3', 26],
  ]);
  expect(read.cut).toBe(1);
  expect(read.quarantine.rows).toEqual([
    {
      row: 2,
      line: 3,
      reason: 'too-long',
      sentence: 'The text has 20,971,520 characters; a ticket may have 1,000,000.',
      excerpt: expect.stringMatching(/^x+ \| 2…?$|^x+…$/),
    },
  ]);
});

test('half a character from a JSON escape does not travel on into a reply', async () => {
  const read = await readTickets(
    memoryFile('{"text":"half a \\ud83d character in this text"}\n'),
    settingsFrom({}),
    () => {},
  );
  expect(read.tickets[0]?.text).toBe('half a \ufffd character in this text');
});

test('a mapped column that the file does not have is named, with the nearest one', async () => {
  const run = readTickets(
    memoryFile('id,message\n1,hello there my friend\n'),
    settingsFrom({ columns: { text: 'mesage' } }),
    () => {},
  );
  await expect(run).rejects.toMatchObject({
    code: 'no-such-column',
    message: 'tickets.csv has no column "mesage". Nothing was read.',
    hint: 'Did you mean "message"?',
  });
});

test('an empty column name says that there is none; a role left out is proposed', async () => {
  const file = memoryFile(`id,date,text\n1,2020-01-01,${'some words '.repeat(5)}\n`);
  const proposed = await readTickets(file, settingsFrom({}), () => {});
  const without = await readTickets(file, settingsFrom({ columns: { id: '', text: '' } }), () => {});
  expect(proposed.resolved.mapping).toEqual({ text: 'text', id: 'id', receivedAt: 'date' });
  expect(without.resolved.mapping).toEqual({ text: 'text', receivedAt: 'date' });
  expect(without.tickets[0]?.id).toBe('row-1');
});
