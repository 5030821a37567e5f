import Database from 'better-sqlite3';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, startRuntime } from '../../helpers/runtime-process.ts';
import { approvalsAre, runIs, seen, startPlan, updateOf } from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

function sql(file: string, statement: string): void {
  const db = new Database(file);
  db.exec(statement);
  db.close();
}

test('the pages of a large database are read beside the open console: nothing is sent before, counts are put right, and damage ends it', async () => {
  const workspace = await preparedWorkspace(policyHolding(0.1));
  const first = await startRuntime({ workspace });
  await first.call('agent.add', { folder: agentFolder('scripted') });
  await first.stop();
  const database = join(workspace, 'lanekeeper.db');
  sql(database, 'CREATE TABLE filler (n INTEGER PRIMARY KEY, x TEXT)');
  sql(
    database,
    'INSERT INTO filler (x) WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < 70000) SELECT hex(randomblob(500)) FROM k',
  );
  sql(database, "INSERT OR REPLACE INTO counter (name, n) VALUES ('run:succeeded', 7)");
  const { size } = statSync(database);
  expect(size).toBeGreaterThan(64 * 1024 * 1024);
  const runtime = await startRuntime({ workspace });
  const rung = (await runtime.call('workspace.doctor', {})).checks.find(({ id }) => id === 'rung-pages');
  expect(rung?.value).toContain('checked while the console is open');
  const runId = await startPlan(runtime, [updateOf('44')]);
  await runtime.call('approval.approve', { items: (await approvalsAre(runtime, runId, 'pending')).map(seen) });
  await runIs(runtime, runId, 'succeeded');
  expect(runtime.log()).toContain('run:succeeded');
  await runtime.stop();

  const bytes = readFileSync(database);
  bytes.fill(0xff, size - 8 * 4096, size - 7 * 4096);
  writeFileSync(database, bytes);
  const ending = await startRuntime({ workspace });
  expect(await ending.ended).toBe(70);
  const damaged = await startRuntime({ workspace });
  expect((await damaged.call('workspace.status', {})).degraded?.code).toBe('damaged');
  expect(existsSync(join(workspace, 'pages-suspect'))).toBe(true);
});
