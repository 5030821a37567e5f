import { expect, onTestFinished, test } from 'vitest';
import { startBulk } from '../../../electron/runtime/bulk/bulk-decisions.ts';
import { createBulkReads } from '../../../electron/runtime/store/read/bulk-reads.ts';
import { furnish, startSample } from '../../helpers/sample-runs.ts';
import { openTestEngine } from '../../helpers/test-engine.ts';

const ada = { personId: 'ada', printedName: 'Ada L.', role: 'reviewer' } as const;
const many = 200_000;

test('a filter that matches more runs than a job may hold is counted no further, and refused with what to do', async () => {
  const made = openTestEngine();
  onTestFinished(() => made.close());
  await furnish(made.engine);
  const { runId } = await startSample(made.engine);
  const columns = (made.db.pragma('table_info(run)') as { name: string }[]).map(({ name }) => name);
  const copied = columns.map((name) => (name === 'run_id' ? "printf('copy-%07d', n)" : name));
  made.db
    .prepare(
      `WITH RECURSIVE series (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < ?)
       INSERT INTO run (${columns.join(', ')}) SELECT ${copied.join(', ')} FROM run, series WHERE run_id = ?`,
    )
    .run(many, runId);
  const seen = createBulkReads(made.reader).preview({ verb: 'cancel', filter: {} });
  expect(seen).toMatchObject({ matched: 10_000, isTooMany: true, allowed: 10_000 });
  const input = { verb: 'cancel', filter: {}, path: null, undo: true, reason: '' } as const;
  const matched = (): readonly string[] => made.engine.stores.runsMatching(input);
  await expect(made.engine.transact({}, startBulk(ada, input, matched))).rejects.toMatchObject({
    code: 'too-large',
    message: expect.stringContaining('10,000'),
    hint: expect.stringContaining('Narrow the filter'),
  });
  expect(made.engine.stores.bulk.running()).toEqual([]);
});
