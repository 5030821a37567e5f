import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { appendRecord } from '../../../electron/runtime/engine/journal-rows.ts';
import { recordEntry } from '../../../electron/runtime/engine/record-entry.ts';
import { claimedSample, furnish, startSample, stepRecord } from '../../helpers/sample-runs.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { canMountDisk, onSmallDisk } from '../../helpers/small-disk.ts';
import { openTestEngine, type TestEngine } from '../../helpers/test-engine.ts';
import type { FullDiskReport } from './full-disk-process.ts';

let made: TestEngine;
beforeEach(async () => {
  made = openTestEngine();
  await furnish(made.engine);
});
afterEach(() => made.close());

function count(sql: string): number {
  return made.reader.prepare(sql).pluck().get() as number;
}

/** What the last `journal-batch` event says it covers. */
function lastBatch(): { count: number } {
  const bytes = made.reader
    .prepare("SELECT bytes FROM audit WHERE kind = 'journal-batch' ORDER BY seq DESC LIMIT 1")
    .pluck()
    .get() as string;
  return (JSON.parse(bytes) as { facts: { count: number } }).facts;
}

function codeOf(end: PromiseSettledResult<unknown>): string {
  return end.status === 'fulfilled' ? 'ok' : ((end.reason as { code?: string }).code ?? String(end.reason));
}

test('the writer flushes every commit: synchronous is FULL, and read back', () => {
  expect(made.db.pragma('synchronous', { simple: true })).toBe(2);
  expect(made.db.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(made.db.pragma('foreign_keys', { simple: true })).toBe(1);
});

test('twenty commands that arrive together share one commit', async () => {
  const publications: number[] = [];
  made.engine.onCommitted((items) => publications.push(items.length));
  await Promise.all(Array.from({ length: 20 }, () => startSample(made.engine)));
  expect(publications).toEqual([20]);
  expect(lastBatch().count).toBe(20);
});

test('one refused command in a group of twenty leaves the other nineteen', async () => {
  const ends = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) => startSample(made.engine, index === 9 ? { agentId: 'nobody' } : {})),
  );
  expect(ends.map(codeOf)).toEqual(Array.from({ length: 20 }, (_, index) => (index === 9 ? 'not-found' : 'ok')));
  expect(count('SELECT count(*) FROM run')).toBe(19);
  expect(count("SELECT count(*) FROM audit WHERE kind = 'run.started'")).toBe(19);
  expect(lastBatch().count).toBe(19);
  expect(made.verify()).toMatchObject({ ok: true });
});

test('a command that fails half-way in a group leaves no trace of itself: no row, no audit event, no part of the batch', async () => {
  const run = await claimedSample(made.engine);
  const published: string[] = [];
  made.engine.onCommitted((items) => published.push(...items.map((item) => item.topic)));
  const broken = made.engine.transact({ run: run.runId }, ({ run: state }, env) => {
    if (state === null) throw new Error('no run');
    const { row, changes } = appendRecord(state, env, { ...stepRecord('x'), dueAtMs: null });
    return {
      ok: true,
      changes: [
        {
          put: 'audit',
          entry: {
            kind: 'run.retried',
            actor: { kind: 'system', id: 'test' },
            facts: { fromLineage: 'a', toLineage: 'b' },
          },
        },
        { put: 'search', kind: 'run', id: 'x', runId: run.runId, label: 'x', body: 'zebra', atMs: env.nowMs },
        ...changes,
        { put: 'journal', row },
      ],
      reply: null,
    };
  });
  const before = startSample(made.engine);
  const after = made.engine.transact({ run: run.runId }, recordEntry(run.activation, stepRecord('0'), null));
  const ends = await Promise.allSettled([broken, before, after]);
  expect(ends.map((end) => end.status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(await after).toMatchObject({ ord: 1, path: '0' });
  expect(count('SELECT count(*) FROM journal_all')).toBe(1);
  expect(count("SELECT count(*) FROM audit WHERE kind = 'run.retried'")).toBe(0);
  expect(count("SELECT count(*) FROM search WHERE search MATCH 'zebra'")).toBe(0);
  // The started run, and the record: what the broken one had added is not among them.
  expect(lastBatch().count).toBe(2);
  expect(published.toSorted()).toEqual(['journal.appended', 'run.changed']);
  expect(count("SELECT n FROM counter WHERE name = 'run'")).toBe(2);
  expect(made.verify()).toMatchObject({ ok: true });
});

test('a disk that is full inside a group refuses all of it, loses nothing, and goes on once there is space', async () => {
  const kept = await Promise.all(Array.from({ length: 5 }, () => startSample(made.engine)));
  const pages = made.db.pragma('page_count', { simple: true }) as number;
  made.db.pragma(`max_page_count = ${pages + 12}`);
  const large = JSON.stringify({ text: 'x'.repeat(20_000) });
  const ends = await Promise.allSettled([
    startSample(made.engine),
    ...Array.from({ length: 10 }, () => startSample(made.engine, { input: large })),
    startSample(made.engine),
  ]);
  expect(new Set(ends.map(codeOf))).toEqual(new Set(['disk-full', 'ok']));
  expect(codeOf(ends[0] ?? { status: 'fulfilled', value: 0 })).toBe('disk-full');
  const accepted = ends.filter((end) => end.status === 'fulfilled').length;
  expect(count('SELECT count(*) FROM run')).toBe(kept.length + accepted);
  expect(count("SELECT n FROM counter WHERE name = 'run'")).toBe(kept.length + accepted);
  expect(made.health[0]).toMatchObject({ code: 'disk-full' });
  made.db.pragma('max_page_count = 1000000');
  await startSample(made.engine, { input: large });
  expect(made.health.at(-1)).toBeNull();
  expect(made.verify()).toMatchObject({ ok: true });
  expect(made.lost).toEqual([]);
});

test('an engine that found no room looks again by itself, only while it is degraded, and says when it is well', async () => {
  const clock = createFakeClock();
  const own = openTestEngine({ clock });
  onTestFinished(() => own.close());
  await furnish(own.engine);
  const head = (): unknown => own.reader.prepare("SELECT value FROM meta WHERE key = 'audit-head'").pluck().get();
  const pass = async (): Promise<void> => {
    clock.pass(2_000);
    for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  own.db.pragma(`max_page_count = ${own.db.pragma('page_count', { simple: true }) as number}`);
  const large = JSON.stringify({ text: 'x'.repeat(20_000) });
  await expect(startSample(own.engine, { input: large })).rejects.toMatchObject({ code: 'disk-full' });
  expect(own.health.map((error) => error?.code ?? 'well')).toEqual(['disk-full']);
  own.db.pragma('max_page_count = 1000000');
  const before = head();
  await pass();
  expect(own.health.map((error) => error?.code ?? 'well')).toEqual(['disk-full', 'well']);
  expect(clock.armed()).toBe(0);
  // Nothing was added to the log by looking.
  expect(head()).toEqual(before);
  expect(own.verify()).toMatchObject({ ok: true });
});

// Needs a user namespace in which a small disk can be mounted; some systems forbid it.
test.skipIf(!canMountDisk)(
  'a real full disk: every command is answered disk-full, what was acknowledged is there, and work goes on after space is freed',
  () => {
    const root = mkdtempSync(join(tmpdir(), 'lanekeeper-full-'));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const disk = join(root, 'disk');
    mkdirSync(disk);
    const program = join(import.meta.dirname, 'full-disk-process.ts');
    const { command, args } = onSmallDisk(disk, '2m', [process.execPath, program, disk]);
    const ran = spawnSync(command, args, { encoding: 'utf8' });
    expect(ran.stderr).toBe('');
    const report = JSON.parse(ran.stdout) as FullDiskReport;
    expect(report.whileFull).toEqual(['disk-full']);
    expect(report.acknowledged).toBeGreaterThan(0);
    expect(report.found).toBe(report.acknowledged);
    expect(report.health).toEqual(['disk-full', 'well']);
    expect(report.lost).toBe(0);
    expect(report.verified).toBe(true);
    expect(report.integrity).toBe('ok');
  },
);
