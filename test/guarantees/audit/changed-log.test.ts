import { copyFileSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditVerdict } from '../../../shared/domain/audit.ts';
import { appendEvent, type ChainHead } from '../../../electron/runtime/audit/chain.ts';
import { openReader, openWriter, type Db } from '../../../electron/runtime/store/open.ts';
import { createAuditReads } from '../../../electron/runtime/store/read/audit-reads.ts';
import { endRuntimes, startRuntime } from '../../helpers/runtime-process.ts';
import { openTestEngine } from '../../helpers/test-engine.ts';

let workspace: string;
/** Seq of the last event of the log that was recorded. */
let last: number;

beforeAll(async () => {
  const runtime = await startRuntime();
  await runtime.call('person.create', { personId: 'ada', printedName: 'Ada L.', role: 'reviewer' });
  const { runId } = await runtime.call('workspace.createSample', {});
  await runtime.until(async () => {
    const { run } = await runtime.call('run.show', { runId });
    return run.status === 'waiting-approval' ? true : undefined;
  });
  await runtime.stop();
  ({ workspace } = runtime);
  last = verified(() => {}).events;
});
afterAll(endRuntimes);

test('the log of a real run is whole, from its first event to the recorded last one', () => {
  expect(verified(() => {})).toMatchObject({ ok: true, firstBad: null });
  expect(last).toBeGreaterThan(300);
});

test('a single changed byte of an event is found, and the event is named', () => {
  const verdict = verified((db) =>
    db
      .prepare(
        "UPDATE audit SET bytes = replace(bytes, 'ada', 'eve') WHERE seq = (SELECT min(seq) FROM audit WHERE bytes LIKE '%ada%')",
      )
      .run(),
  );
  expect(verdict.ok).toBe(false);
  expect(verdict.firstBad?.reason).toBe(
    `The bytes of event ${verdict.firstBad?.seq} were changed after it was recorded.`,
  );
});

test('bytes changed together with their own hash are found by the event that follows', () => {
  const verdict = verified((db) => {
    const { bytes, previous } = db
      .prepare('SELECT bytes, previous_hash AS previous FROM audit WHERE seq = 40')
      .get() as { bytes: string; previous: string };
    const event = JSON.parse(bytes) as Record<string, never>;
    const head = { ...(JSON.parse(headOf(db)) as ChainHead), seq: 39, hash: previous };
    const forged = appendEvent(head, { ...event, actor: { kind: 'person', id: 'eve' } } as never);
    db.prepare('UPDATE audit SET bytes = ?, leaf_hash = ? WHERE seq = 40').run(forged.bytes, forged.leafHash);
  });
  expect(verdict).toMatchObject({ ok: false, firstBad: { seq: 41 } });
  expect(verdict.firstBad?.reason).toContain('event 40 was replaced');
});

test.each([
  ['kind', "UPDATE audit SET kind = 'recovery' WHERE seq = 50", 'The listed kind of event 50'],
  ['time', 'UPDATE audit SET at_ms = at_ms - 86400000 WHERE seq = 50', 'The listed atMs of event 50'],
  ['hash', "UPDATE audit SET leaf_hash = '00' || substr(leaf_hash, 3) WHERE seq = 50", 'The recorded hash of event 50'],
  [
    'previous hash',
    "UPDATE audit SET previous_hash = 'ff' || substr(previous_hash, 3) WHERE seq = 50",
    'hash of event 50',
  ],
])('a changed column beside the bytes is found: %s', (_column, change, reason) => {
  const verdict = verified((db) => db.prepare(change).run());
  expect(verdict).toMatchObject({ ok: false, firstBad: { seq: 50 } });
  expect(verdict.firstBad?.reason).toContain(reason);
});

test.each([
  ['one', 'seq = 60', 61, 'Event 60 is missing.'],
  ['several', 'seq BETWEEN 60 AND 64', 65, 'Events 60 to 64 are missing (5).'],
  ['the first', 'seq = 1', 2, 'Event 1 is missing.'],
])('removed rows are found: %s', (_which, rows, seq, reason) => {
  const verdict = verified((db) => db.prepare(`DELETE FROM audit WHERE ${rows}`).run());
  expect(verdict).toMatchObject({ ok: false, firstBad: { seq, reason } });
});

test('a row appended behind the recorded end is found, however well it is made', () => {
  const verdict = verified((db) => append(db));
  expect(verdict).toMatchObject({
    ok: false,
    firstBad: { seq: last + 1, reason: `There are events after number ${last}, the recorded last one.` },
  });
});

test('a row put far behind the recorded end is found', () => {
  const verdict = verified((db) => db.prepare('UPDATE audit SET seq = seq + 100000 WHERE seq = ?').run(last));
  expect(verdict).toMatchObject({ ok: false, firstBad: { seq: last + 100_000 } });
});

test('two rows that changed places are found', () => {
  const verdict = verified((db) => {
    db.prepare('UPDATE audit SET seq = -1 WHERE seq = 70').run();
    db.prepare('UPDATE audit SET seq = 70 WHERE seq = 71').run();
    db.prepare('UPDATE audit SET seq = 71 WHERE seq = -1').run();
  });
  expect(verdict).toMatchObject({ ok: false, firstBad: { seq: 70 } });
  expect(verdict.firstBad?.reason).toBe('The row of event 70 holds the bytes of event 71.');
});

test('a cut-off end is found, with how much is missing', () => {
  const verdict = verified((db) => db.prepare('DELETE FROM audit WHERE seq > ?').run(last - 3));
  expect(verdict).toMatchObject({
    ok: false,
    firstBad: { seq: last - 2, reason: `The end was cut off: 3 of ${last} events are missing.` },
  });
});

test('an emptied log is found', () => {
  const verdict = verified((db) => db.prepare('DELETE FROM audit').run());
  expect(verdict).toMatchObject({ ok: false, firstBad: { seq: 1 } });
});

test('a log whose recorded end was taken away is not called whole', () => {
  const verdict = verified((db) => db.prepare("DELETE FROM meta WHERE key = 'audit-head'").run());
  expect(verdict).toMatchObject({ ok: false, firstBad: { seq: last } });
});

test('a change beyond the first pages that are read together is found', async () => {
  const made = openTestEngine();
  const entry = {
    kind: 'workspace.closed',
    actor: { kind: 'system', id: 'runtime' },
    facts: { reason: 'again' },
  } as const;
  await made.engine.transact({}, () => ({
    ok: true,
    changes: Array.from({ length: 4_500 }, () => ({ put: 'audit' as const, entry })),
    reply: null,
  }));
  expect(made.verify().ok).toBe(true);
  made.db.prepare("UPDATE audit SET bytes = replace(bytes, 'again', 'never') WHERE seq = 4321").run();
  expect(made.verify()).toMatchObject({ ok: false, firstBad: { seq: 4321 } });
  made.close();
});

test('rows the engine adds while a long log is read are no fault', async () => {
  const made = openTestEngine();
  const write = async (count: number): Promise<void> => {
    await made.engine.transact({}, () => ({
      ok: true,
      changes: Array.from({ length: count }, () => ({
        put: 'audit' as const,
        entry: { kind: 'workspace.closed', actor: { kind: 'system', id: 'runtime' }, facts: { reason: '' } } as const,
      })),
      reply: null,
    }));
  };
  await write(4_500);
  const pages = createAuditReads(made.reader).verifyInPages();
  expect(pages.next().done).toBe(false);
  await write(10);
  let page = pages.next();
  while (page.done !== true) page = pages.next();
  expect(page.value).toMatchObject({ ok: true });
  made.close();
});

/** The verdict on a copy of the workspace's log in which somebody changed something. */
function verified(change: (db: Db) => void): AuditVerdict {
  const copy = join(mkdtempSync(join(tmpdir(), 'lanekeeper-changed-')), 'lanekeeper.db');
  for (const part of ['', '-wal']) {
    const from = join(workspace, `lanekeeper.db${part}`);
    if (existsSync(from)) copyFileSync(from, `${copy}${part}`);
  }
  const writer = openWriter(copy);
  change(writer);
  writer.close();
  const reader = openReader(copy);
  try {
    return createAuditReads(reader).verify();
  } finally {
    reader.close();
  }
}

/** Adds an event as the engine would, but does not record it as the last one. */
function append(db: Db): void {
  const head = JSON.parse(headOf(db)) as ChainHead;
  const forged = appendEvent(head, {
    kind: 'workspace.closed',
    actor: { kind: 'system', id: 'runtime' },
    facts: { reason: 'forged' },
    wallMs: 1,
    monotonicMs: 1,
    bootId: 'forged',
  });
  db.prepare('INSERT INTO audit (seq, kind, bytes, previous_hash, leaf_hash, at_ms) VALUES (?, ?, ?, ?, ?, 1)').run(
    forged.seq,
    'workspace.closed',
    forged.bytes,
    forged.previousHash,
    forged.leafHash,
  );
}

function headOf(db: Db): string {
  return db.prepare("SELECT value FROM meta WHERE key = 'audit-head'").pluck().get() as string;
}
