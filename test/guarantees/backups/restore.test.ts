import Database from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readManifest } from '../../../electron/runtime/backups/manifest.ts';
import { restoreBackup } from '../../../electron/runtime/backups/restore.ts';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import {
  agentFolder,
  endRuntimes,
  freshWorkspace,
  outbox,
  startRuntime,
  type RuntimeProcess,
} from '../../helpers/runtime-process.ts';
import {
  approvalsAre,
  effectsAre,
  replyTo,
  runIs,
  seen,
  sideBySide,
  startPlan,
  updateOf,
} from '../../helpers/scripted-runs.ts';
import type { RestoreReport } from './restore-process.ts';

afterAll(endRuntimes);

interface Original {
  readonly workspace: string;
  readonly backup: string;
  /** Done before the backup. */
  readonly before: string;
  /** Waits for two decisions in the backup. */
  readonly waiting: string;
  /** Started after the backup. */
  readonly after: string;
}

let original: Original;

/** A workspace with a backup after which work went on; closed. */
beforeAll(async () => {
  const workspace = await preparedWorkspace(policyHolding(0));
  const runtime = await startRuntime({ workspace });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const before = await startPlan(runtime, [{ do: 'artifact', name: 'notes.txt', text: 'kept' }, updateOf('42')]);
  await approveAll(runtime, before);
  await runIs(runtime, before, 'succeeded');
  const waiting = await startPlan(runtime, [sideBySide([replyTo('1'), replyTo('2')])]);
  await approvalsAre(runtime, waiting, 'pending', 2);
  const { folder } = await runtime.call('backup.create', {});
  await approveAll(runtime, waiting);
  await effectsAre(runtime, waiting, 'done');
  const after = await startPlan(runtime, [updateOf('43')]);
  await approveAll(runtime, after);
  await runIs(runtime, after, 'succeeded');
  await runtime.stop();
  original = { workspace, backup: folder, before, waiting, after };
});

async function approveAll(runtime: RuntimeProcess, runId: string): Promise<void> {
  const { approvals } = await runtime.call('run.show', { runId });
  const items = (await approvalsAre(runtime, runId, 'pending', Math.max(1, approvals.length))).map(seen);
  await runtime.call('approval.approve', { items });
}

function copyOf(folder: string): string {
  const copy = join(mkdtempSync(join(tmpdir(), 'lanekeeper-copy-')), 'copy');
  cpSync(folder, copy, { recursive: true });
  return copy;
}

const restoring = (backup: string, workspace: string) =>
  restoreBackup({ backup, workspace, by: 'ada', reason: 'the disk failed', nowMs: Date.now(), bootId: 'boot' });

/** Every file of a folder with its content, by path. */
function contentOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => [
      join(parentPath, name),
      readFileSync(join(parentPath, name)).toString('base64'),
    ]),
  );
}

test('a restored workspace is what the backup holds; what was there is set aside, and the audit log says that history forks', async () => {
  const workspace = copyOf(original.workspace);
  const restored = await restoring(original.backup, workspace);
  expect(restored).toMatchObject({ missing: 0, laterEvents: expect.any(Number) });
  expect(restored.laterEvents).toBeGreaterThan(5);
  const kept = new Database(join(restored.setAside ?? '', 'lanekeeper.db'), { readonly: true });
  expect(kept.prepare('SELECT count(*) FROM run').pluck().get()).toBe(3);
  kept.close();
  const runtime = await startRuntime({ workspace });
  const runs = (await runtime.call('run.list', {})).runs.map(({ runId }) => runId);
  expect(runs.toSorted()).toEqual([original.before, original.waiting].toSorted());
  expect(await runtime.call('audit.verify', {})).toMatchObject({ ok: true });
  const { events } = await runtime.call('audit.list', { kind: 'workspace.restored' });
  expect(events).toMatchObject([{ actorId: 'ada', summary: expect.stringContaining('History forks after event') }]);
  const manifest = await readManifest(original.backup);
  expect(JSON.parse(events[0]?.bytes ?? '')).toMatchObject({
    seq: manifest.audit.events + 1,
    previous: manifest.audit.head,
    facts: { events: manifest.audit.events, head: manifest.audit.head, laterEvents: restored.laterEvents },
  });
  const [artifact] = (await runtime.call('run.show', { runId: original.before })).artifacts;
  expect(await runtime.call('artifact.read', { artifactId: artifact?.artifactId ?? '' })).toMatchObject({
    text: 'kept',
  });
});

test('after a restore nothing is sent until a person has spoken; what was approved and sent after the backup is asked again and not sent twice', async () => {
  const workspace = copyOf(original.workspace);
  expect(outbox(workspace)).toHaveLength(2);
  await restoring(original.backup, workspace);
  const runtime = await startRuntime({ workspace });
  const { degraded } = await runtime.call('workspace.status', {});
  expect(degraded).toMatchObject({
    code: 'workspace-restored',
    message: expect.stringContaining('events were recorded after it'),
  });
  await approveAll(runtime, original.waiting);
  await approvalsAre(runtime, original.waiting, 'holding', 2);
  const other = await startPlan(runtime, [{ do: 'sleep', ms: 200 }]);
  await runIs(runtime, other, 'succeeded');
  await approvalsAre(runtime, original.waiting, 'holding', 2);

  await runtime.call('workspace.settlePlace', { verdict: 'moved', reason: 'the old disk is gone' });
  await approveAll(runtime, original.waiting);
  await effectsAre(runtime, original.waiting, 'done');
  expect(outbox(workspace)).toHaveLength(2);
  expect((await runtime.call('workspace.status', {})).degraded).toBeNull();
  await runtime.stop();
  const again = await startRuntime({ workspace });
  expect((await again.call('workspace.status', {})).degraded).toBeNull();
});

test.each(['moved', 'copied'] as const)(
  'an action that was under way at the backup is not sent again by a restore that is said to be %s: it is unknown',
  async (verdict) => {
    const workspace = await preparedWorkspace(policyHolding(0));
    const first = await startRuntime({ workspace, crashAt: 'effect.after-intent:1' });
    await first.call('agent.add', { folder: agentFolder('scripted') });
    const runId = await startPlan(first, [replyTo('1')]);
    await approveAll(first, runId).catch(() => undefined);
    await first.ended;
    // Under way it stays while effects are held, here because the folder is a copy: so it is in the backup.
    const held = copyOf(workspace);
    const second = await startRuntime({ workspace: held });
    const { folder } = await second.call('backup.create', {});
    await second.stop();
    const target = freshWorkspace();
    await restoring(folder, target);
    const runtime = await startRuntime({ workspace: target });
    await effectsAre(runtime, runId, 'dispatched');
    await runtime.call('workspace.settlePlace', { verdict, reason: 'as asked' });
    const [effect] = await effectsAre(runtime, runId, 'unknown');
    expect(effect).toMatchObject({ dispatches: 1 });
    expect(outbox(target)).toEqual([]);
  },
);

test('a restore into an empty folder makes a whole workspace of it', async () => {
  const workspace = join(freshWorkspace(), 'new');
  const restored = await restoring(original.backup, workspace);
  expect(restored).toMatchObject({ setAside: null, laterEvents: null });
  const runtime = await startRuntime({ workspace });
  expect((await runtime.call('run.list', {})).runs).toHaveLength(2);
  const runId = await startPlan(runtime, [{ do: 'step' }]);
  await runIs(runtime, runId, 'succeeded');
});

test.each([
  ['a byte of the database flipped', (backup: string) => flip(join(backup, 'lanekeeper.db'), 5_000)],
  ['the database cut short', (backup: string) => truncateSync(join(backup, 'lanekeeper.db'), 8_192)],
  ['a byte of the records flipped', (backup: string) => flip(join(backup, 'records.db'), 100)],
  ['a kept file changed', (backup: string) => flip(keptFile(backup), 0)],
  ['a file gone', (backup: string) => renameSync(keptFile(backup), `${keptFile(backup)}.gone`)],
  ['its description cut', (backup: string) => truncateSync(join(backup, 'manifest.json'), 200)],
  ['its description gone', (backup: string) => renameSync(join(backup, 'manifest.json'), join(backup, 'other.json'))],
  ['a name that leads out of it', (backup: string) => edit(backup, /"artifacts\//, '"artifacts/../../')],
  ['a name of a file it may not hold', (backup: string) => edit(backup, /"records\.db"/, '"owner.lock.db"')],
  ['a newer schema', (backup: string) => edit(backup, /"schema": \d+/, '"schema": 99')],
])('with %s, a backup is refused in words before anything is touched', async (_what, damage) => {
  const backup = copyOf(original.backup);
  damage(backup);
  const workspace = copyOf(original.workspace);
  const before = contentOf(workspace);
  await expect(restoring(backup, workspace)).rejects.toMatchObject({
    code: expect.stringMatching(/^(refused|not-found|unsupported)$/),
    message: expect.stringContaining('Nothing was changed.'),
    hint: expect.any(String),
  });
  expect(contentOf(workspace)).toEqual(before);
});

test.each([
  ['restore.staged', 'old'],
  ['restore.planned', 'new'],
  ['restore.set-aside-records.db', 'new'],
  ['restore.placed-records.db', 'new'],
  ['restore.set-aside-lanekeeper.db', 'new'],
  ['restore.placed-lanekeeper.db', 'new'],
])('killed at %s, the next start finds the %s workspace whole', async (point, found) => {
  const workspace = copyOf(original.workspace);
  const program = join(import.meta.dirname, 'restore-process.ts');
  const { signal } = spawnSync(process.execPath, [program, original.backup, workspace, `${point}:1`]);
  expect(signal).toBe('SIGKILL');
  const runtime = await startRuntime({ workspace });
  expect((await runtime.call('run.list', {})).runs).toHaveLength(found === 'old' ? 3 : 2);
  const restored = (await runtime.call('audit.list', { kind: 'workspace.restored' })).events;
  expect(restored).toHaveLength(found === 'old' ? 0 : 1);
  expect(await runtime.call('audit.verify', {})).toMatchObject({ ok: true });
  expect(existsSync(join(workspace, 'restoring'))).toBe(false);
  await runtime.stop();
  const setAside = join(workspace, 'set-aside');
  if (found === 'old') return;
  const [kept = ''] = readdirSync(setAside);
  const old = new Database(join(setAside, kept, 'lanekeeper.db'));
  expect(old.prepare('SELECT count(*) FROM run').pluck().get()).toBe(3);
  old.close();
  const records = new Database(join(setAside, kept, 'records.db'));
  expect(records.prepare('SELECT count(*) FROM applied').pluck().get()).toBe(2);
  records.close();
});

test('restoring again is another fork, and both are in the log of who did it', async () => {
  const workspace = copyOf(original.workspace);
  const program = join(import.meta.dirname, 'restore-process.ts');
  const { stdout } = spawnSync(process.execPath, [program, original.backup, workspace], { encoding: 'utf8' });
  const report = JSON.parse(stdout) as RestoreReport;
  const again = await restoring(original.backup, workspace);
  expect(again.setAside).not.toBe(report.setAside);
  expect(readdirSync(join(workspace, 'set-aside'))).toHaveLength(2);
});

function keptFile(backup: string): string {
  const folder = join(backup, 'artifacts');
  const [part = ''] = readdirSync(folder);
  const [name = ''] = readdirSync(join(folder, part));
  return join(folder, part, name);
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 0x10;
  writeFileSync(file, bytes);
}

function edit(backup: string, from: RegExp, to: string): void {
  const file = join(backup, 'manifest.json');
  const text = readFileSync(file, 'utf8');
  if (!from.test(text)) throw new Error(`the manifest has no ${from.source}`);
  writeFileSync(file, text.replace(from, to));
}

test('a restore pauses every schedule: what it fired after the backup is not known here, so a person resumes it', async () => {
  const workspace = await preparedWorkspace(policyHolding(0));
  const first = await startRuntime({ workspace });
  await first.call('agent.add', { folder: agentFolder('scripted') });
  const plan = {
    agentId: 'scripted',
    input: { plan: [] },
    trigger: { kind: 'cron', cron: '0 5 * * *', timeZone: 'UTC', jitterMs: 0 },
    overlap: 'allow',
    catchUp: { rule: 'all', maxAgeMs: null },
  } as const;
  const { scheduleId } = await first.call('schedule.create', { name: 'At five', ...plan });
  const paused = await first.call('schedule.create', { name: 'By hand', ...plan });
  await first.call('schedule.pause', { scheduleId: paused.scheduleId });
  const { folder } = await first.call('backup.create', {});
  await first.stop();
  await restoring(folder, workspace);
  const runtime = await startRuntime({ workspace });
  await runtime.call('workspace.settlePlace', { verdict: 'moved', reason: 'as asked' });
  const { schedules } = await runtime.call('schedule.list', {});
  expect(schedules).toMatchObject([
    { name: 'At five', paused: true, nextAtMs: null, pauseNote: expect.stringContaining('restored') },
    { name: 'By hand', paused: true, pauseNote: '' },
  ]);
  expect(await runtime.call('schedule.resume', { scheduleId })).toMatchObject({ paused: false, pauseNote: '' });
  const { events } = await runtime.call('audit.list', { kind: 'schedule.changed' });
  expect(events.map(({ summary }) => summary)).toContainEqual(expect.stringContaining('held the schedule "At five"'));
  expect(await runtime.call('audit.verify', {})).toMatchObject({ ok: true });
});
