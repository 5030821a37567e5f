import { expect, test } from 'vitest';
import { rowState, timelineOf } from '../../renderer/src/features/run/timeline-model.ts';
import { setAsideOf, themesOf } from '../../renderer/src/features/run/report-model.ts';
import { reviewJournal } from './fake-runtime/runs.ts';
import { busyState } from './fake-runtime/content.ts';

const now = 1_800_000_000_000;
const state = busyState(now, 40);
const run = [...state.runs.values()].find((one) => one.status === 'waiting-approval');
if (run === undefined) throw new Error('the fixture has a waiting run');
const timeline = timelineOf(run, reviewJournal(run, 12), [], now);
const row = (key: string): (typeof timeline.rows)[number] => {
  const found = timeline.rows.find((one) => one.key === key);
  if (found === undefined) throw new Error(`no row ${key}`);
  return found;
};

test('attempts become bars, and the time between a failed and the next attempt is waiting', () => {
  const language = row('Work/language');
  expect(language.bars.map((bar) => [bar.kind, bar.family, bar.attempt])).toEqual([
    ['work', 'fail', 1],
    ['wait', 'idle', 1],
    ['work', 'ok', 2],
  ]);
  expect(language.workMs).toBe(1_900 + 3_150);
  expect(language.waitMs).toBe(350);
  expect(rowState(language).word).toBe('done, 1 failed');
});

test('branches of one step stand on one line and count as many', () => {
  expect(row('Work/theme').paths.size).toBe(4);
});

test('waits for people are apart from work, last until now, and are not added up', () => {
  const people = row('People/reply.send');
  expect(people.open).toBe(3);
  expect(people.bars.every((bar) => bar.kind === 'person')).toBe(true);
  expect(Math.max(...people.bars.map((bar) => bar.toMs))).toBe(now);
  expect(people.waitMs).toBeLessThanOrEqual(timeline.toMs - timeline.fromMs);
  expect(rowState(people)).toEqual({ family: 'wait', word: '3 waiting' });
});

test('what a run left open when it ended is not said to wait, and a join is named shortly', () => {
  const [first] = reviewJournal(run, 1);
  if (first === undefined) throw new Error('fixture');
  const child = '01a1ff41-45dd-7c04-8100-00000000beef';
  const open = { ...first, kind: 'join' as const, phase: 'waiting' as const, name: child, path: '1', ord: 1 };
  const ended = { ...run, status: 'cancelled' as const, finishedAtMs: first.atMs + 1_000 };
  const [live] = timelineOf(run, [open], [], now).rows;
  const [cut] = timelineOf(ended, [open], [], now).rows;
  expect([live?.name, live === undefined ? '' : rowState(live).word]).toEqual(['join 00beef', 'waiting']);
  expect(cut === undefined ? '' : rowState(cut).word).toBe('not ended');
});

test('a journal of 50,000 records is read in one go without a long task', () => {
  const records = reviewJournal(run, 0);
  const last = records.at(-1);
  if (last === undefined) throw new Error('fixture');
  const many = Array.from({ length: 50_000 }, (_, at) => ({
    ...last,
    kind: 'step' as const,
    name: `step-${at % 7}`,
    path: `9/${at}`,
    ord: at + 1,
    durationMs: 3,
    atMs: last.atMs + at,
  }));
  const read = timelineOf(run, many, [], now);
  expect(read.rows).toHaveLength(7);
  expect(read.rows.reduce((sum, one) => sum + one.bars.length, 0)).toBe(50_000);
});

test('themes are read from the built-in agent’s report and from a plain one', () => {
  const own = {
    issues: [
      { name: 'debt not owed', tickets: 59, severity: 0.7, growth: { trend: 'rising', ratio: 1.42 } },
      { name: 'calls', tickets: 12, severity: 0.2, growth: { trend: 'undated', ratio: 1 } },
    ],
  };
  expect(themesOf(JSON.stringify(own)).map((theme) => [theme.name, theme.tickets, theme.growth])).toEqual([
    ['debt not owed', 59, '+42 %'],
    ['calls', 12, ''],
  ]);
  expect(themesOf('[{"title":"a","members":[1,2,3]}]')[0]).toMatchObject({ name: 'a', tickets: 3 });
  expect([themesOf('not json'), themesOf('{"themes":"x"}')]).toEqual([[], []]);
});

test('rows that were set aside keep their place and reason, whatever wrote them', () => {
  const text =
    '{"row":17,"line":19,"reason":"empty-text","sentence":"The text is empty.","excerpt":"3162002,,"}\n{"notListed":4,"rowsByReason":{}}\nplain words\n';
  expect(setAsideOf(text)).toEqual([
    { where: '17', reason: 'The text is empty.', raw: '3162002,,' },
    { where: '', reason: '4 more rows were set aside and only counted.', raw: '' },
    { where: '', reason: 'plain words', raw: '' },
  ]);
});
