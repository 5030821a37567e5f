import { appendEvent, emptyChain, type ChainHead } from '../audit/chain.ts';
import { digestRows } from '../audit/leaf.ts';
import type { NewAuditEvent } from '../audit/kinds.ts';
import { systemActor, type AuditEntry } from '../engine/audit-entry.ts';
import { crashPoint } from '../faults/crash-point.ts';
import type { Db } from './open.ts';

export interface Moment {
  readonly wallMs: number;
  readonly monotonicMs: number;
  readonly bootId: string;
}

/** A place in both logs to return to when a command of the group is rolled back. */
export interface LogMark {
  readonly head: ChainHead;
  readonly nextSeq: number;
  readonly batched: number;
}

export interface LogStore {
  audit(entry: AuditEntry, moment: Moment): void;
  event(topic: string, runId: string | null, entityId: string, atMs: number): number;
  /** Adds a row to the group's journal batch. */
  batch(row: string): void;
  /** Ends a group: one `journal-batch` event for all rows that are not chained one by one. */
  closeGroup(moment: Moment): void;
  mark(): LogMark;
  rewind(mark: LogMark): void;
  /** Reads both heads from the database again, after a rollback. */
  reload(): void;
  head(): ChainHead;
  /** The place in the event stream that a reader sees once this is committed. */
  cursor(): string;
}

/** The audit chain and the event stream, written by the engine's transaction only. */
export function createLogStore(db: Db, chainId: string): LogStore {
  const insertAudit = db.prepare(
    'INSERT INTO audit (seq, kind, bytes, previous_hash, leaf_hash, at_ms) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const insertEvent = db.prepare('INSERT INTO event (seq, topic, run_id, entity_id, at_ms) VALUES (?, ?, ?, ?, ?)');
  const lastEvent = db.prepare('SELECT coalesce(max(seq), 0) FROM event').pluck();
  const readHead = db.prepare("SELECT value FROM meta WHERE key = 'audit-head'").pluck();
  const writeHead = db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('audit-head', ?)");
  let head = emptyChain(chainId);
  let nextSeq = 1;
  let batched: string[] = [];
  let firstInBatch = 1;

  function append(event: NewAuditEvent): void {
    const appended = appendEvent(head, event);
    insertAudit.run(appended.seq, event.kind, appended.bytes, appended.previousHash, appended.leafHash, event.wallMs);
    crashPoint('audit.appended');
    head = appended.head;
  }

  const store: LogStore = {
    audit: (entry, moment) => append({ ...entry, ...moment }),
    event(topic, runId, entityId, atMs) {
      const seq = nextSeq;
      nextSeq += 1;
      insertEvent.run(seq, topic, runId, entityId, atMs);
      return seq;
    },
    batch: (row) => void batched.push(row),
    closeGroup(moment) {
      if (batched.length > 0)
        append({
          kind: 'journal-batch',
          actor: systemActor,
          ...moment,
          facts: {
            firstOrd: firstInBatch,
            lastOrd: nextSeq - 1,
            count: batched.length,
            sha256: digestRows(batched),
          },
        });
      firstInBatch = nextSeq;
      batched = [];
      writeHead.run(JSON.stringify(head));
    },
    mark: () => ({ head, nextSeq, batched: batched.length }),
    rewind(mark) {
      head = mark.head;
      nextSeq = mark.nextSeq;
      batched.length = mark.batched;
    },
    reload() {
      const kept = readHead.get() as string | undefined;
      head = kept === undefined ? emptyChain(chainId) : (JSON.parse(kept) as ChainHead);
      nextSeq = (lastEvent.get() as number) + 1;
      firstInBatch = nextSeq;
      batched = [];
    },
    head: () => head,
    cursor: () => String(nextSeq - 1),
  };
  store.reload();
  return store;
}
