import { expect, test } from 'vitest';
import agent from '../../../../electron/runtime/agents/ticket-review/agent.ts';
import { memoryFile } from '../../../helpers/memory-file.ts';
import { scriptedRun } from '../../../helpers/scripted-ctx.ts';
import { fixture, jsonLines, review, textOf } from '../../../helpers/ticket-fixtures.ts';

test.each([
  ['an empty file', fixture('empty.csv'), {}, 'empty-file', 'empty.csv is empty: it holds no text to read.'],
  ['a header alone', fixture('header-only.csv'), {}, 'no-rows', /^header-only.csv has a header and no rows/],
  [
    'a header alone with a mapping',
    fixture('header-only.csv'),
    { columns: { text: 'message' } },
    'no-rows',
    'header-only.csv has a header and no rows: there is nothing to review.',
  ],
  [
    'no such column',
    fixture('good.csv'),
    { columns: { text: 'narrative' } },
    'no-such-column',
    'good.csv has no column "narrative". Nothing was read.',
  ],
  [
    'a workbook',
    memoryFile(Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 6, 0), { name: 'tickets.xlsx' }),
    {},
    'not-a-table',
    /is an Excel workbook or another ZIP archive/,
  ],
])('%s ends in a clear sentence with a next step', async (_, file, input, code, message) => {
  const run = scriptedRun({ file });
  await expect(agent.run(run.ctx, input)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
    hint: expect.stringMatching(/\.$|\?$/),
  });
  expect(run.effects).toEqual([]);
});

test('a run without a file says so', async () => {
  await expect(agent.run(scriptedRun().ctx, {})).rejects.toMatchObject({ code: 'no-file' });
});

test.each([
  ['good.csv', 6, []],
  ['good.tsv', 6, []],
  ['good.jsonl', 6, []],
  ['latin-1.csv', 6, []],
  ['utf-16le.csv', 6, []],
  ['utf-16be-no-mark.csv', 6, []],
  ['nul-bytes.csv', 5, [[6, 7, 'nul-bytes']]],
  [
    'ragged.csv',
    4,
    [
      [4, 5, 'ragged'],
      [6, 7, 'ragged'],
    ],
  ],
  ['duplicate-ids.csv', 6, [[7, 8, 'duplicate-id']]],
  ['cut-off.csv', 5, [[6, 7, 'truncated']]],
  [
    'mixed.csv',
    7,
    [
      [5, 6, 'bad-date'],
      [7, 8, 'empty-text'],
      [8, 9, 'missing-id'],
      [9, 10, 'unclosed-quote'],
    ],
  ],
])(
  '%s: %i tickets are reviewed, the others are set aside with their place and reason',
  async (name, tickets, aside) => {
    const run = await review(fixture(name));
    const entries = jsonLines(run.artifact('quarantine.jsonl'));
    expect(run.output).toMatchObject({ tickets, quarantined: aside.length });
    expect(entries.map(({ row, line, reason }) => [row, line, reason])).toEqual(aside);
    for (const { sentence, excerpt } of entries) {
      expect(sentence).toMatch(/\.$/);
      expect(excerpt).not.toBe('');
    }
    const kept = run.artifacts.find(({ role }) => role === 'quarantine');
    expect(kept?.items).toBe(aside.length === 0 ? undefined : aside.length);
    expect(run.output.replies.drafted + run.output.withoutDraft).toBe(tickets);
  },
);

test('letters of other encodings arrive in the replies as they were written', async () => {
  for (const name of ['latin-1.csv', 'utf-16le.csv', 'utf-16be-no-mark.csv']) {
    const run = await review(fixture(name));
    const bodies = run.effects.map(({ params }) => textOf(params['body']));
    expect(bodies[0]).toMatch(/^Hello Zoë Müller,/);
    expect(bodies[1]).toContain('für eine Bestellung');
  }
});

test('an unusable address gives a draft that goes nowhere, and the report says so', async () => {
  const run = await review(fixture('mixed.csv'), { columns: { recipient: 'email' } });
  const reply = run.effects.find(({ params }) => params['ticketId'] === 'T-6');
  expect(reply).toMatchObject({ target: 'ticket T-6', params: { to: null } });
  expect(run.artifact('report.md')).toContain('is no mail address');
});

test('when no row can be reviewed the run fails in words and keeps its quarantine', async () => {
  const run = scriptedRun({ file: memoryFile('id,text\n1,\n2,   \n2\n', { name: 'blank.csv' }) });
  await expect(agent.run(run.ctx, { columns: { text: 'text' } })).rejects.toMatchObject({
    code: 'no-usable-rows',
    message:
      'None of the 3 rows of blank.csv can be reviewed: 2 no text, 1 wrong number of cells. They were kept in quarantine.jsonl.',
  });
  expect(run.artifacts.map(({ name, items }) => [name, items])).toEqual([['quarantine.jsonl', 3]]);
});

test('a ticket too short to answer is listed in the report with its reason', async () => {
  const run = await review(fixture('mixed.csv'));
  expect(run.artifact('report.md')).toMatch(/\*\*fewer than four words\*\*: 1 \(T-10\)/);
});
