import Database from 'better-sqlite3';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, outbox, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { approvalsAre, effectsAre, replyTo, runIs, seen, startPlan, updateOf } from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

/** A workspace killed while a reply was approved and held, with a long WAL; and a backup in it. */
let killed: string;
let closed: string;

beforeAll(async () => {
  killed = await furnished(20);
  const runtime = await startRuntime({ workspace: copyOf(killed) });
  await runtime.stop();
  closed = runtime.workspace;
  // Nobody asked for the records in that life: their WAL is still that of the killed one.
  sql(join(closed, 'records.db'), 'PRAGMA wal_checkpoint(TRUNCATE)');
});

async function furnished(holdSeconds: number): Promise<string> {
  const workspace = await preparedWorkspace(policyHolding(holdSeconds));
  const runtime = await startRuntime({ workspace });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  await runtime.call('settings.change', { outboxFrom: 'desk@example.org' });
  const done = await startPlan(runtime, [{ do: 'artifact', name: 'notes.txt', text: 'kept' }, updateOf('42')]);
  await runtime.call('approval.approve', { items: (await approvalsAre(runtime, done, 'pending')).map(seen) });
  await runIs(runtime, done, 'succeeded');
  await runtime.call('backup.create', {});
  const runId = await startPlan(runtime, [replyTo('1')]);
  await runtime.call('approval.approve', { items: (await approvalsAre(runtime, runId, 'pending')).map(seen) });
  await effectsAre(runtime, runId, 'holding');
  await runtime.kill();
  return workspace;
}

function copyOf(folder: string): string {
  const copy = join(mkdtempSync(join(tmpdir(), 'lanekeeper-damaged-')), 'copy');
  cpSync(folder, copy, { recursive: true, filter: (path) => !path.endsWith('.sock') });
  return copy;
}

function flip(file: string, at: number, bits = 0x10): void {
  const bytes = readFileSync(file);
  const place = at < 0 ? bytes.length + at : at;
  bytes[place] = (bytes[place] ?? 0) ^ bits;
  writeFileSync(file, bytes);
}

function sql(file: string, text: string): void {
  const db = new Database(file);
  db.exec(text);
  db.close();
}

const rungsOf = async (runtime: RuntimeProcess) =>
  (await runtime.call('workspace.doctor', {})).checks.filter(({ id }) => id.startsWith('rung-'));

const frameBytes = 24 + 4096;
const wal = 'lanekeeper.db-wal';

describe('a start finds damage before anything runs, says which check failed, and keeps every byte', () => {
  test.each([
    [
      'a flipped bit in a page in the middle of the WAL',
      'rung-wal',
      killedAnd((at) => flip(join(at, wal), 32 + 5 * frameBytes + 200)),
    ],
    ['a flipped bit in the last page of the WAL', 'rung-wal', killedAnd((at) => flip(join(at, wal), -200))],
    ['a flipped bit in the header of the WAL', 'rung-wal', killedAnd((at) => flip(join(at, wal), 17))],
    [
      'a WAL that was cut short',
      'rung-wal',
      killedAnd((at) => truncateSync(join(at, wal), statSync(join(at, wal)).size - 3 * frameBytes)),
    ],
    ['a WAL cut to nothing', 'rung-wal', killedAnd((at) => truncateSync(join(at, wal), 0))],
    ['a torn page of the database', 'rung-pages', closedAnd((at) => tear(join(at, 'lanekeeper.db')))],
    ['a flipped bit in the database header', 'rung-pages', closedAnd((at) => flip(join(at, 'lanekeeper.db'), 3))],
    ['a database that was cut short', 'rung-pages', closedAnd((at) => truncateSync(join(at, 'lanekeeper.db'), 40_000))],
    ['an empty database', 'rung-present', closedAnd((at) => truncateSync(join(at, 'lanekeeper.db'), 0))],
    ['no database', 'rung-present', closedAnd((at) => rmSync(join(at, 'lanekeeper.db')))],
    [
      'an audit event that was changed',
      'rung-audit',
      closedAnd((at) =>
        sql(
          join(at, 'lanekeeper.db'),
          "UPDATE audit SET bytes = replace(bytes, 'ada', 'eve') WHERE kind = 'approval.decided'",
        ),
      ),
    ],
    [
      'an audit log whose end was cut off',
      'rung-audit',
      closedAnd((at) => sql(join(at, 'lanekeeper.db'), 'DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)')),
    ],
    [
      'a flipped bit in the settings',
      'rung-settings',
      closedAnd((at) =>
        sql(
          join(at, 'lanekeeper.db'),
          "UPDATE setting SET value = replace(value, 'desk@', 'desj@') WHERE key = 'settings'",
        ),
      ),
    ],
    [
      'settings that cannot be read',
      'rung-settings',
      closedAnd((at) =>
        sql(join(at, 'lanekeeper.db'), "UPDATE setting SET value = substr(value, 1, 10) WHERE key = 'settings'"),
      ),
    ],
    [
      'a flipped bit in the policy',
      'rung-settings',
      closedAnd((at) =>
        sql(
          join(at, 'lanekeeper.db'),
          `UPDATE policy SET document = replace(document, '"holdSeconds":20', '"holdSeconds":0')`,
        ),
      ),
    ],
    [
      'a flipped bit in the WAL of the records',
      'rung-records',
      killedAnd((at) => flip(join(at, 'records.db-wal'), -200)),
    ],
    ['a torn page of the records', 'rung-records', closedAnd((at) => tear(join(at, 'records.db')))],
  ])('%s', async (_what, rung, damage) => {
    const workspace = damage();
    const before = readFileOrNull(join(workspace, 'lanekeeper.db'));
    const runtime = await startRuntime({ workspace });
    const { degraded } = await runtime.call('workspace.status', {});
    expect(degraded).toMatchObject({
      code: 'damaged',
      message: expect.stringContaining('Nothing was changed or deleted'),
      hint: expect.stringContaining('restore'),
    });
    const rungs = await rungsOf(runtime);
    expect(rungs.filter(({ ok }) => !ok).map(({ id }) => id)).toEqual([rung]);
    await expect(runtime.call('run.list', {})).rejects.toMatchObject({ code: 'damaged' });
    await expect(runtime.call('stop.engage', { scope: { kind: 'all' } })).rejects.toMatchObject({ code: 'damaged' });
    expect(readFileOrNull(join(workspace, 'lanekeeper.db'))).toEqual(before);
    expect(outbox(workspace)).toEqual([]);

    // The guided way: the backup it lists, by its name, brings the workspace back in the same process.
    const { backups } = await runtime.call('backup.list', {});
    expect(backups).toHaveLength(1);
    await runtime.call('backup.restore', { name: backups[0]?.name ?? '', reason: 'the disk failed' });
    expect((await runtime.call('workspace.status', {})).degraded).toMatchObject({ code: 'workspace-restored' });
    expect((await runtime.call('run.list', {})).runs).toHaveLength(1);
    expect(await runtime.call('audit.verify', {})).toMatchObject({ ok: true });
    expect((await rungsOf(runtime)).every(({ ok }) => ok)).toBe(true);
    expect(setAsideDatabase(workspace)).toEqual(before);
  });
});

function killedAnd(damage: (workspace: string) => void): () => string {
  return () => {
    const workspace = copyOf(killed);
    damage(workspace);
    return workspace;
  };
}

function closedAnd(damage: (workspace: string) => void): () => string {
  return () => {
    const workspace = copyOf(closed);
    damage(workspace);
    return workspace;
  };
}

/** As a page is left when half of it was written: its second half is that of another one. */
function tear(file: string): void {
  const bytes = readFileSync(file);
  bytes.copyWithin(4096 + 8, 0, 2048);
  writeFileSync(file, bytes);
}

/** The database that a restore moved away; null when there was none to move. */
function setAsideDatabase(workspace: string): Buffer | null {
  const folder = join(workspace, 'set-aside');
  const kept = existsSync(folder) ? readdirSync(folder) : [];
  return kept.length === 1 ? readFileOrNull(join(folder, kept[0] ?? '', 'lanekeeper.db')) : null;
}

function readFileOrNull(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

test('a kill leaves nothing that is taken for damage: the same workspace opens, whole', async () => {
  const runtime = await startRuntime({ workspace: copyOf(killed) });
  const rungs = await rungsOf(runtime);
  expect(rungs.map(({ id, ok }) => `${id} ${ok}`)).toEqual(
    ['present', 'wal', 'pages', 'audit', 'settings', 'records', 'leases', 'counts'].map((id) => `rung-${id} true`),
  );
  expect(rungs[1]?.value).toMatch(/whole, \d+ pages to recover/);
  expect(rungs[6]?.value).toMatch(/^1 unfinished/);
});

test('a kill while a database was being made is no damage: what had not been committed is put back, and it is made', async () => {
  const workspace = copyOf(closed);
  for (const name of ['records.db', 'records.db-wal', 'records.db-shm']) rmSync(join(workspace, name), { force: true });
  leaveHalfMade(join(workspace, 'records.db'));
  const runtime = await startRuntime({ workspace });
  await runtime.call('workspace.settlePlace', { verdict: 'moved', reason: 'put elsewhere' });
  const runId = await startPlan(runtime, [updateOf('43')]);
  await runtime.call('approval.approve', { items: (await approvalsAre(runtime, runId, 'pending')).map(seen) });
  await runIs(runtime, runId, 'succeeded');
  await runtime.stop();

  const fresh = mkdtempSync(join(tmpdir(), 'lanekeeper-damaged-'));
  leaveHalfMade(join(fresh, 'lanekeeper.db'));
  const first = await startRuntime({ workspace: fresh });
  expect((await first.call('workspace.status', {})).degraded).toBeNull();
  await first.stop();
});

/** As a kill leaves a database: its first transaction is in the file, and the journal that takes it back beside it. */
function leaveHalfMade(path: string): void {
  const made = join(mkdtempSync(join(tmpdir(), 'lanekeeper-damaged-')), 'made.db');
  const db = new Database(made);
  db.exec('PRAGMA cache_size = 1; PRAGMA cache_spill = 1; VACUUM; BEGIN IMMEDIATE; CREATE TABLE half (x)');
  const add = db.prepare('INSERT INTO half VALUES (zeroblob(9000))');
  for (let n = 0; n < 50; n += 1) add.run();
  cpSync(made, path);
  cpSync(`${made}-journal`, `${path}-journal`);
  db.close();
}

test('counts that are wrong are counted again and put right', async () => {
  const workspace = copyOf(closed);
  sql(
    join(workspace, 'lanekeeper.db'),
    "UPDATE counter SET n = 40 WHERE name = 'run:succeeded'; DELETE FROM counter WHERE name = 'run'",
  );
  const runtime = await startRuntime({ workspace });
  expect((await rungsOf(runtime)).at(-1)).toMatchObject({
    ok: true,
    value: expect.stringMatching(/put right: .*run:succeeded/),
  });
  await runtime.stop();
  const db = new Database(join(workspace, 'lanekeeper.db'));
  expect(db.prepare("SELECT name, n FROM counter WHERE name LIKE 'run%' AND n > 0 ORDER BY name").all()).toEqual([
    { name: 'run', n: 2 },
    { name: 'run:succeeded', n: 1 },
    { name: 'run:waiting-approval', n: 1 },
  ]);
  db.close();
});

test('a healthy workspace is exchanged for a backup of it on request; a damaged backup leaves it as it was', async () => {
  const workspace = copyOf(closed);
  const runtime = await startRuntime({ workspace });
  const { backups, folder } = await runtime.call('backup.list', {});
  const name = backups[0]?.name ?? '';
  await expect(runtime.call('backup.restore', { name: '../other', reason: 'x' })).rejects.toMatchObject({
    code: 'not-found',
  });
  const database = join(folder, name, 'lanekeeper.db');
  flip(database, 5_000);
  await expect(runtime.call('backup.restore', { name, reason: 'x' })).rejects.toMatchObject({ code: 'refused' });
  expect((await runtime.call('run.list', {})).runs).toHaveLength(2);
  flip(database, 5_000);
  await runtime.call('backup.restore', { name, reason: 'back to the morning' });
  expect((await runtime.call('run.list', {})).runs).toHaveLength(1);
  const { events } = await runtime.call('audit.list', { kind: 'workspace.restored' });
  expect(events).toMatchObject([{ actorId: 'ada' }]);
});

test.each(['endpoint.json', 'host.json'])('a damaged %s is a hint that is lost, nothing more', async (name) => {
  const workspace = copyOf(closed);
  writeFileSync(join(workspace, name), '{"socketPath": "/no');
  const runtime = await startRuntime({ workspace });
  expect((await rungsOf(runtime)).every(({ ok }) => ok)).toBe(true);
});
