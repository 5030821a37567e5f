import { expect, test } from 'vitest';
import { facts, table } from '../../../electron/cli/output/table.ts';
import { counted, localTime, plain, share, size, span, timeFrom } from '../../../electron/cli/output/words.ts';

const wide = { width: null, dim: (text: string) => text };
const columns = [
  { title: 'ID' },
  { title: 'COUNT', align: 'right' as const },
  { title: 'TITLE', isFlexible: true as const },
];

test('columns are aligned, numbers to the right, and no line ends in spaces', () => {
  expect(
    table(
      columns,
      [
        ['a', '5', 'one'],
        ['long-id', '1,000', ''],
      ],
      wide,
    ),
  ).toBe(['ID       COUNT  TITLE', 'a            5  one', 'long-id  1,000'].join('\n'));
});

test('on a narrow terminal the flexible column gives way, and in a pipe nothing is cut', () => {
  const rows = [['a', '5', 'a title that is much longer than the terminal is wide']];
  const narrow = table(columns, rows, { ...wide, width: 30 });
  for (const line of narrow.split('\n')) expect(line.length).toBeLessThanOrEqual(30);
  expect(narrow).toContain('…');
  expect(table(columns, rows, wide)).toContain('much longer than the terminal is wide');
});

test('facts stand under each other', () => {
  expect(
    facts([
      ['Run', 'x'],
      ['Status', 'y'],
    ]),
  ).toBe('Run     x\nStatus  y');
});

test('numbers come with their base and their noun', () => {
  expect(counted(1, 'run')).toBe('1 run');
  expect(counted(1200, 'run')).toBe('1,200 runs');
  expect(share(12, 1550)).toBe('12 of 1,550');
});

test.each([
  [250, '250 ms'],
  [8000, '8 s'],
  [125_000, '2 min 5 s'],
  [7_200_000, '2 h'],
  [7_500_000, '2 h 5 min'],
  [604_800_000, '7 d'],
])('%d ms reads as %s', (ms, words) => {
  expect(span(ms)).toBe(words);
});

test('sizes are in the unit a person would choose', () => {
  expect([size(512), size(1536), size(20 * 1024 * 1024)]).toEqual(['512 B', '1.5 KiB', '20 MiB']);
});

test('a date is absolute and local, and may carry its distance', () => {
  const atMs = new Date(2026, 10, 28, 3, 4, 5).getTime();
  expect(localTime(atMs)).toBe('2026-11-28 03:04:05');
  expect(timeFrom(atMs, atMs - 60_000)).toBe('2026-11-28 03:04:05 (in 1 min)');
  expect(timeFrom(atMs, atMs + 3_600_000)).toBe('2026-11-28 03:04:05 (1 h ago)');
});

test('text from outside cannot move the cursor, colour the terminal or turn the line around', () => {
  expect(plain('a\u001b[31mb\r\nc\u202ed\u009b2Je')).toBe('a⟨U+001B⟩[31mb c⟨U+202E⟩d⟨U+009B⟩2Je');
});
