import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openReads } from '../../../electron/runtime/threads/read-line.ts';
import { furnish } from '../../helpers/sample-runs.ts';
import { openTestEngine } from '../../helpers/test-engine.ts';

/** Calls that were set to happen later and not cancelled. */
function handHeldTimers(): { after: (delay: number, call: () => void) => () => void; due: Map<number, () => void> } {
  const due = new Map<number, () => void>();
  let last = 0;
  return {
    due,
    after(_delay, call) {
      last += 1;
      const at = last;
      due.set(at, call);
      return () => due.delete(at);
    },
  };
}

test('a reader that nobody asks is let go, and the next question is answered by another', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-readers-'));
  const made = openTestEngine({ folder });
  await furnish(made.engine);
  const { after, due } = handHeldTimers();
  const reads = openReads({ database: join(folder, 'lanekeeper.db'), artifactFolder: folder }, 'read', after);
  onTestFinished(async () => {
    await reads.close();
    made.close();
    rmSync(folder, { recursive: true });
  });
  await reads.ask('person.list', {});
  expect(due.size).toBe(1);
  const asked = reads.ask('person.list', {});
  expect(due.size).toBe(0);
  await asked;
  for (const letGo of due.values()) letGo();
  due.clear();
  // Asked while the old one ends: none of its business.
  const again = (await reads.ask('person.list', {})) as { people: unknown[] };
  expect(again.people).toHaveLength(2);
});
