import type { AuditVerdict } from '../../../../shared/domain/audit.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import type { ChainHead } from '../../audit/chain.ts';
import type { ChainedEvent } from '../../audit/kinds.ts';
import { summarise } from '../../audit/summarise.ts';
import { chainRoot } from '../../audit/chain.ts';
import { createVerifier, type ExpectedEnd } from '../../audit/verify.ts';
import type { Db } from '../open.ts';

interface AuditRow {
  readonly seq: number;
  readonly kind: string;
  readonly bytes: string;
  readonly previousHash: string;
  readonly leafHash: string;
  readonly atMs: number;
}

/** Rows read in one read transaction while verifying; a reader never holds the WAL for long. */
const pageRows = 2_000;
const columns = 'seq, kind, bytes, previous_hash AS previousHash, leaf_hash AS leafHash, at_ms AS atMs';

export interface AuditReads {
  list(input: MethodArguments<'audit.list'>): MethodOutput<'audit.list'>;
  /** Checks every row there is, those behind the recorded end too. */
  verify(): AuditVerdict;
  /** The same, a page at a time: between two pages the reader is free for others. */
  verifyInPages(): Generator<undefined, AuditVerdict>;
}

export function createAuditReads(db: Db): AuditReads {
  const page = db.prepare(`SELECT ${columns} FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?`);
  const pageOfKind = db.prepare(`SELECT ${columns} FROM audit WHERE seq < ? AND kind = ? ORDER BY seq DESC LIMIT ?`);
  const onward = db.prepare(`SELECT ${columns} FROM audit WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?`);
  const first = db.prepare('SELECT min(seq) FROM audit').pluck();
  // One statement, so one read transaction: the engine writes a row and the head that counts it together.
  const ends = db.prepare(
    `SELECT (SELECT value FROM meta WHERE key = 'audit-head') AS head, (SELECT coalesce(max(seq), 0) FROM audit) AS lastSeq`,
  );
  const last = db.prepare('SELECT coalesce(max(seq), 0) FROM audit').pluck();

  return {
    list({ before, kind, limit }) {
      const from = before ?? Number.MAX_SAFE_INTEGER;
      const rows = (kind === undefined ? page.all(from, limit) : pageOfKind.all(from, kind, limit)) as AuditRow[];
      return { events: rows.map(eventOf), total: last.get() as number };
    },
    verify() {
      const pages = verifyInPages();
      for (;;) {
        const step = pages.next();
        if (step.done === true) return step.value;
      }
    },
    verifyInPages,
  };

  function* verifyInPages(): Generator<undefined, AuditVerdict> {
    const { head, lastSeq } = ends.get() as { head: string | null; lastSeq: number };
    if (head === null && lastSeq > 0) return withoutEnd(lastSeq);
    const verifier = createVerifier(expectedEnd(head));
    let at = ((first.get() as number | null) ?? 1) - 1;
    for (;;) {
      const rows = onward.all(at, lastSeq, pageRows) as AuditRow[];
      for (const row of rows)
        if (!verifier.add({ ...row, columns: { kind: row.kind, atMs: row.atMs } })) return verifier.finish();
      if (rows.length < pageRows) return verifier.finish();
      at = rows.at(-1)?.seq ?? at;
      yield undefined;
    }
  }
}

/** The end is recorded with every row, so where it is missing somebody took it away. */
function withoutEnd(lastSeq: number): AuditVerdict {
  const reason =
    'The recorded end of the log is missing; whether events after the last one were cut off cannot be told.';
  return { ...createVerifier(null).finish(), ok: false, firstBad: { seq: lastSeq, reason } };
}

/** Where the engine recorded that the log ends; null in a workspace that has never recorded anything. */
function expectedEnd(head: string | null): ExpectedEnd | null {
  if (head === null) return null;
  const kept = JSON.parse(head) as ChainHead;
  return { chainId: kept.chainId, count: kept.seq, hash: kept.hash, root: chainRoot(kept) };
}

function eventOf(row: AuditRow): MethodOutput<'audit.list'>['events'][number] {
  const event = JSON.parse(row.bytes) as ChainedEvent;
  return {
    seq: row.seq,
    kind: row.kind,
    actorKind: event.actor.kind,
    actorId: event.actor.id,
    role: event.role,
    runId: event.run,
    approvalId: event.approval,
    effectId: event.effect,
    summary: summarise(event),
    atMs: row.atMs,
    previousHash: row.previousHash,
    leafHash: row.leafHash,
    bytes: row.bytes,
  };
}
