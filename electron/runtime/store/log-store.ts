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
  /** So many things are told to who follows once this is committed. */
  events(count: number): void;
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

/** The audit chain, and how far the events that are told have come; written by the engine's transaction only. */
export function createLogStore(db: Db, chainId: string): LogStore {
  const insertAudit = db.prepare(
    'INSERT INTO audit (seq, kind, bytes, previous_hash, leaf_hash, at_ms) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const readHead = db.prepare('SELECT value FROM meta WHERE key = ?').pluck();
  const writeHeads = db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('audit-head', ?), ('event-head', ?)");
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
    events(count) {
      nextSeq += count;
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
      writeHeads.run(JSON.stringify(head), String(nextSeq - 1));
    },
    mark: () => ({ head, nextSeq, batched: batched.length }),
    rewind(mark) {
      head = mark.head;
      nextSeq = mark.nextSeq;
      batched.length = mark.batched;
    },
    reload() {
      const kept = readHead.get('audit-head') as string | undefined;
      head = kept === undefined ? emptyChain(chainId) : (JSON.parse(kept) as ChainHead);
      nextSeq = Number(readHead.get('event-head') ?? 0) + 1;
      firstInBatch = nextSeq;
      batched = [];
    },
    head: () => head,
    cursor: () => String(nextSeq - 1),
  };
  store.reload();
  return store;
}
