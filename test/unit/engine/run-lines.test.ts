import { expect, test } from 'vitest';
import { createRunLines, type RunLines } from '../../../electron/runtime/engine/run-lines.ts';

/** Takes at most `most` runs that are not of a blocked release. */
function taken(lines: RunLines, most: number, blocked: readonly string[] = []): string[] {
  const runs: string[] = [];
  lines.each(
    (releaseHash) => blocked.includes(releaseHash),
    (runId) => {
      if (runs.length === most) return false;
      runs.push(runId);
      return true;
    },
  );
  return runs;
}

function filled(...runs: readonly (readonly [runId: string, releaseHash: string])[]): RunLines {
  const lines = createRunLines();
  for (const [runId, releaseHash] of runs) lines.add(runId, releaseHash);
  return lines;
}

test('runs of one release are taken in the order in which they came, each once', () => {
  const lines = filled(['1', 'a'], ['2', 'a'], ['1', 'a'], ['3', 'a']);
  expect(taken(lines, 2)).toEqual(['1', '2']);
  expect(lines.has('2')).toBe(false);
  lines.add('1', 'a');
  expect(taken(lines, 9)).toEqual(['3', '1']);
  expect(lines.length()).toBe(0);
});

test('a long line does not keep another release waiting', () => {
  const lines = filled(['1', 'a'], ['2', 'a'], ['3', 'a'], ['4', 'b']);
  expect(taken(lines, 3)).toEqual(['1', '4', '2']);
});

test('a line whose host is not there holds up no other, and is kept', () => {
  const lines = filled(['1', 'a'], ['2', 'b'], ['3', 'a']);
  expect(taken(lines, 9, ['a'])).toEqual(['2']);
  expect(taken(lines, 9)).toEqual(['1', '3']);
});

test('a cleared line gives its runs back, those already taken left out', () => {
  const lines = filled(['1', 'a'], ['2', 'a'], ['3', 'b'], ['4', 'a']);
  taken(lines, 1);
  expect(lines.clear('a')).toEqual(['2', '4']);
  expect(lines.length()).toBe(1);
});

test('a hundred thousand runs pass through in order', () => {
  const ids = Array.from({ length: 100_000 }, (_, index) => `${index}`);
  const lines = filled(...ids.map((runId) => [runId, 'a'] as const));
  const all: string[] = [];
  while (lines.length() > 0) all.push(...taken(lines, 64));
  expect(all).toEqual(ids);
});
