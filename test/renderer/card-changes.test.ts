import { expect, test } from 'vitest';
import { changedFields } from '../../renderer/src/features/card/changed-fields.ts';
import { compareTexts, folded, piecesOf, sideBySide } from '../../renderer/src/features/card/text-diff.ts';
import { findAll, layOut, rowAt } from '../../renderer/src/ui/text-rows.ts';
import { filesFault } from '../../renderer/src/stores/card-files.ts';

const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join('');

test('two texts are compared line by line and word by word, and long runs that did not change are folded and open again', () => {
  const before = `${numbered(1, 20)}the quick fox\n${numbered(21, 40)}`;
  const { lines, isCompared } = compareTexts(before, before.replace('quick', 'slow'));
  expect(isCompared).toBe(true);
  expect(lines.filter(({ kind }) => kind !== 'same')).toEqual([
    { kind: 'del', text: 'the quick fox', changed: [[4, 9]] },
    { kind: 'add', text: 'the slow fox', changed: [[4, 8]] },
  ]);
  const rows = folded(lines, new Set());
  expect(rows.map((row) => (row.kind === 'fold' ? `fold ${row.many}` : row.kind)).join()).toBe(
    'fold 17,same,same,same,del,add,same,same,same,fold 17',
  );
  expect(folded(lines, new Set([0]))).toHaveLength(rows.length + 16);
  expect(sideBySide(rows)).toContainEqual({ left: lines[20], right: lines[21] });
});

test('texts that cannot be compared in time stand there whole, one after the other, and are said to', () => {
  const before = Array.from({ length: 9_000 }, (_, index) => `a${(index * 7919) % 9_001}`).join('\n');
  const after = Array.from({ length: 9_000 }, (_, index) => `b${(index * 104_729) % 9_001}`).join('\n');
  const { lines, isCompared } = compareTexts(before, after);
  expect(isCompared).toBe(false);
  expect(
    lines
      .filter(({ kind }) => kind === 'del')
      .map(({ text }) => text)
      .join('\n'),
  ).toBe(before);
  expect(
    lines
      .filter(({ kind }) => kind === 'add')
      .map(({ text }) => text)
      .join('\n'),
  ).toBe(after);
});

test('a long line is cut into rows that lose nothing: no character is cut in half, no mark moves', () => {
  const text = `${'😀'.repeat(50)}end`;
  const pieces = piecesOf(
    {
      kind: 'add',
      text,
      changed: [
        [10, 14],
        [98, 103],
      ],
    },
    15,
  );
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  expect(pieces.every((piece) => piece.text.isWellFormed())).toBe(true);
  const marked = pieces.flatMap((piece) => piece.changed.map(([from, to]) => piece.text.slice(from, to))).join('');
  expect(marked).toBe(text.slice(10, 14) + text.slice(98, 103));
});

test('the rows of a text hold every character once, each row knows its line, and every place is found again', () => {
  const text = `first\n\n${'x'.repeat(95)}\n${'😀'.repeat(30)}\nlast`;
  const rows = layOut(text, 20);
  const cut = Array.from({ length: rows.count }, (_, index) => text.slice(rows.starts[index], rows.ends[index]));
  expect(cut.every((piece) => piece.isWellFormed())).toBe(true);
  expect(cut.join('')).toBe(text.replaceAll('\n', ''));
  expect(rows.lines[rows.count - 1]).toBe(5);
  const at = text.indexOf('last');
  expect(rowAt(rows, at)).toBe(rows.count - 1);
  expect(findAll(text, 'LAST', 10)).toEqual({ at: [at], isMore: false });
  expect(findAll('a.a.a', 'a.', 1)).toEqual({ at: [0], isMore: true });
});

test('fields that are JSON are compared value by value; what stands out comes first with its reason', () => {
  const { changed, same } = changedFields(
    [
      { field: 'note', before: 'a', after: 'b' },
      { field: 'address', before: '{"city":"Bonn","zip":"1"}', after: '{"city":"Köln","zip":"1"}' },
      { field: 'limit', before: '100', after: '2500' },
      { field: 'owner', before: 'Jane', after: '' },
      { field: 'to', before: 'x', after: 'p\u0430ypal.com' },
    ],
    ['params.set.to: mixes alphabets inside one word (U+0430), which can imitate another name'],
  );
  expect(changed.map(({ field, outlier }) => [field, outlier])).toEqual([
    ['limit', '25 times as much'],
    ['owner', 'goes away'],
    ['to', 'not seen for what it is'],
    ['note', null],
    ['address.city', null],
  ]);
  expect(same).toEqual([{ field: 'address.zip', before: '1', after: '1' }]);
});

test('JSON that reading would change is compared as the text it is', () => {
  const diff = [{ field: 'n', before: '{"a":1}', after: '{"a":1,"a":9007199254740993}' }];
  expect(changedFields(diff, []).changed).toEqual([{ ...diff[0], outlier: null }]);
});

test('A4: nothing is approved before every file the action names was read here and has its hash', () => {
  const file = { path: 'params.body', sha256: 'a', bytes: 1, artifactId: 'x' };
  const checks = (check: Parameters<typeof filesFault>[1] extends ReadonlyMap<string, infer C> ? C : never) =>
    filesFault({ files: [file] }, new Map([['a', check]]));
  expect(filesFault({ files: [] }, new Map())).toBeNull();
  expect(filesFault({ files: [file] }, new Map())).toContain('being hashed');
  expect(checks({ state: 'reading', read: 0 })).toContain('being hashed');
  expect(checks({ state: 'differs', text: '' })).toContain('not what its hash says');
  expect(checks({ state: 'gone', reason: '' })).toContain('cannot be read');
  expect(checks({ state: 'matches', text: '' })).toBeNull();
});
