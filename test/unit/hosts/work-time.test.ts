import { expect, test } from 'vitest';
import { createReplay } from '../../../electron/runtime/hosts/replay.ts';
import { journalVersion, type ReplayEntry } from '../../../electron/runtime/hosts/protocol.ts';

function failed(attempt: number, durationMs: number, version = journalVersion): ReplayEntry {
  const error = { code: 'no', message: 'No.' };
  const at = { path: '0', kind: 'step', name: 'work', argsHash: '', phase: 'attempt-failed' } as const;
  return { ...at, attempt, durationMs, version, error, result: null, dueAtMs: null, atMs: 1 };
}

function failedWorkMs(entries: readonly ReplayEntry[]): number {
  const nothing = (): void => {};
  const hooks = { turn: nothing, mismatch: nothing, recorded: nothing, changed: nothing, isBusy: () => false };
  const replay = createReplay(entries.slice(0, 1), 0, hooks);
  replay.settled(entries.slice(1));
  return replay.failedWorkMs('0');
}

test('the time of failed attempts is work, each counted once though the end of its wait is told as the same record', () => {
  expect(failedWorkMs([failed(1, 5_000), failed(1, 5_000), failed(2, 700)])).toBe(5_700);
});

test('a run recorded before they were counted is replayed as it counted', () => {
  expect(failedWorkMs([failed(1, 5_000, 1), failed(2, 700)])).toBe(700);
});
