import { expect, onTestFinished, test } from 'vitest';
import { listKeptFiles } from '../../../electron/runtime/store/read/kept-files.ts';
import { openTestEngine } from '../../helpers/test-engine.ts';
import { furnish, startSample } from '../../helpers/sample-runs.ts';

const sha = (digit: string): string => digit.repeat(64);

test('a large result is a kept file as long as its record or its run names it, so nothing of a run that waits is collected', async () => {
  const made = openTestEngine();
  onTestFinished(() => made.close());
  await furnish(made.engine);
  const { runId } = await startSample(made.engine, { runId: 'run-1' });
  const insert = made.db.prepare(
    `INSERT INTO journal (run_id, ord, lineage_id, path, kind, name, args_hash, phase, attempt, result, at_ms, sdk_version)
     VALUES (?, ?, 'l', ?, 'step', 's', '', 'done', 1, ?, 1, 2)`,
  );
  insert.run(runId, 101, '101', JSON.stringify({ $spilled: sha('a') }));
  insert.run(
    runId,
    102,
    '102',
    JSON.stringify({
      rows: [
        { $stored: sha('b'), bytes: 3 },
        { $stored: sha('c'), bytes: 3 },
      ],
    }),
  );
  insert.run(runId, 103, '103', JSON.stringify({ plain: 'no file' }));
  made.db.prepare('UPDATE run SET output = ? WHERE run_id = ?').run(JSON.stringify({ $spilled: sha('d') }), runId);
  expect(listKeptFiles(made.db)).toEqual([sha('a'), sha('b'), sha('c'), sha('d')]);
  const plan = made.db
    .prepare(
      `EXPLAIN QUERY PLAN SELECT result FROM journal WHERE instr(result, '"$spilled":"') > 0 OR instr(result, '"$stored":"') > 0`,
    )
    .all() as { detail: string }[];
  expect(plan.map(({ detail }) => detail).join()).toContain('journal_keeps');
  made.db.prepare('DELETE FROM journal WHERE ord = 102').run();
  expect(listKeptFiles(made.db)).toEqual([sha('a'), sha('d')]);
});
