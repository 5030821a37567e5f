import type { AuditVerdict } from '../../../shared/domain/audit.ts';
import { genesisHash } from './chain.ts';
import type { ChainedEvent } from './kinds.ts';
import { appendLeaf, emptyFrontier, leafHash, rootOf, type Frontier } from './leaf.ts';

/** A stored event. `columns` are copies kept beside the bytes for lists; given, they are held against the bytes. */
export interface AuditRow {
  readonly seq: number;
  readonly bytes: string;
  readonly leafHash: string;
  readonly previousHash: string;
  readonly columns?: AuditColumns;
}

export interface AuditColumns {
  readonly kind?: string;
  readonly actorKind?: string;
  readonly actorId?: string;
  readonly role?: string | null;
  readonly runId?: string | null;
  readonly approvalId?: string | null;
  readonly effectId?: string | null;
  readonly atMs?: number;
}

/** Where the log should end, from a place that was written with it: without it a cut-off tail cannot be noticed. */
export interface ExpectedEnd {
  readonly chainId: string;
  readonly count: number;
  readonly hash: string;
  readonly root?: string;
}

export interface AuditVerifier {
  /** Takes the next row; false once something is wrong: no further row is needed. */
  add(row: AuditRow): boolean;
  finish(): AuditVerdict;
}

/** Checks a log row by row, keeping only the last row and the tree's frontier. Rows come in the order they are listed. */
export function createVerifier(expected: ExpectedEnd | null): AuditVerifier {
  let held: AuditRow | null = null;
  let lastSeq = 0;
  let lastHash = genesisHash;
  let chainId = expected?.chainId ?? null;
  let frontier: Frontier = emptyFrontier;
  let firstBad: AuditVerdict['firstBad'] = null;

  function check(row: AuditRow, next: AuditRow | null): void {
    const computed = leafHash(row.bytes);
    const reason =
      wrongPlace(row, { lastSeq, nextSeq: next?.seq ?? null }) ??
      wrongHash(row, { computed, witness: next?.previousHash ?? witnessAtEnd(row) }) ??
      wrongContent(row, { chainId, lastSeq, lastHash });
    if (reason !== null) {
      firstBad = { seq: row.seq, reason };
      return;
    }
    chainId ??= (JSON.parse(row.bytes) as ChainedEvent).chainId;
    lastSeq = row.seq;
    lastHash = computed;
    frontier = appendLeaf(frontier, computed);
  }

  function witnessAtEnd(row: AuditRow): string | null {
    return expected !== null && expected.count === row.seq ? expected.hash : null;
  }

  return {
    add(row) {
      if (firstBad === null && held !== null) check(held, row);
      held = row;
      return firstBad === null;
    },
    finish() {
      if (firstBad === null && held !== null) check(held, null);
      const root = rootOf(frontier);
      if (firstBad === null && expected !== null)
        firstBad = wrongEnd(expected, { count: lastSeq, hash: lastHash, root });
      return { ok: firstBad === null, events: lastSeq, head: lastHash, root, firstBad, note: noteOn(expected) };
    },
  };
}

/** Checks a whole log; reads no further than the first fault. */
export function verifyAudit(rows: Iterable<AuditRow>, expected: ExpectedEnd | null): AuditVerdict {
  const verifier = createVerifier(expected);
  for (const row of rows) if (!verifier.add(row)) break;
  return verifier.finish();
}

function wrongPlace(row: AuditRow, around: { lastSeq: number; nextSeq: number | null }): string | null {
  const due = around.lastSeq + 1;
  if (row.seq === due) return null;
  if (row.seq === around.lastSeq) return `Event ${row.seq} is there twice.`;
  if (row.seq < due || around.nextSeq === due) {
    return `The order was changed: event ${row.seq} stands where event ${due} belongs.`;
  }
  const missing = row.seq - due;
  return missing === 1 ? `Event ${due} is missing.` : `Events ${due} to ${row.seq - 1} are missing (${missing}).`;
}

/** `witness` is what the rest of the log says this event's hash was: it tells which of the two was changed. */
function wrongHash(row: AuditRow, facts: { computed: string; witness: string | null }): string | null {
  if (facts.computed === row.leafHash) return null;
  if (facts.witness === facts.computed) return `The recorded hash of event ${row.seq} was changed; its bytes were not.`;
  if (facts.witness === row.leafHash) return `The bytes of event ${row.seq} were changed after it was recorded.`;
  return `The bytes of event ${row.seq} do not match its recorded hash.`;
}

function wrongContent(
  row: AuditRow,
  before: { chainId: string | null; lastSeq: number; lastHash: string },
): string | null {
  const event = readEvent(row.bytes);
  if (event === null) return `Event ${row.seq} is not an audit event.`;
  if (event.seq !== row.seq) return `The row of event ${row.seq} holds the bytes of event ${event.seq}.`;
  if (before.chainId !== null && event.chainId !== before.chainId) return `Event ${row.seq} belongs to another log.`;
  if (row.previousHash !== event.previous) return `The recorded previous hash of event ${row.seq} was changed.`;
  if (event.previous !== before.lastHash) {
    return before.lastSeq === 0
      ? 'The first event says that another came before it.'
      : `Event ${row.seq} follows another event than the one that stands before it: event ${before.lastSeq} was replaced, or this one was.`;
  }
  return wrongColumn(row, event);
}

function wrongColumn(row: AuditRow, event: ChainedEvent): string | null {
  const { columns } = row;
  if (columns === undefined) return null;
  const proven: Required<AuditColumns> = {
    kind: event.kind,
    actorKind: event.actor.kind,
    actorId: event.actor.id,
    role: event.role,
    runId: event.run,
    approvalId: event.approval,
    effectId: event.effect,
    atMs: event.wallMs,
  };
  for (const [name, value] of Object.entries(columns)) {
    if (value !== undefined && value !== proven[name as keyof AuditColumns]) {
      return `The listed ${name} of event ${row.seq} is not what its bytes say.`;
    }
  }
  return null;
}

function wrongEnd(
  expected: ExpectedEnd,
  found: { count: number; hash: string; root: string },
): { seq: number; reason: string } | null {
  if (found.count < expected.count) {
    const missing = expected.count - found.count;
    return {
      seq: found.count + 1,
      reason: `The end was cut off: ${missing} of ${expected.count} events ${missing === 1 ? 'is' : 'are'} missing.`,
    };
  }
  if (found.count > expected.count) {
    return {
      seq: expected.count + 1,
      reason: `There are events after number ${expected.count}, the recorded last one.`,
    };
  }
  if (found.hash !== expected.hash) return { seq: found.count, reason: 'The last event is not the recorded last one.' };
  if (expected.root !== undefined && found.root !== expected.root) {
    return { seq: found.count, reason: 'The tree over all events is not the recorded one.' };
  }
  return null;
}

function readEvent(bytes: string): ChainedEvent | null {
  try {
    const parsed: unknown = JSON.parse(bytes);
    const isEvent = typeof parsed === 'object' && parsed !== null && 'seq' in parsed && 'actor' in parsed;
    return isEvent ? (parsed as ChainedEvent) : null;
  } catch {
    return null;
  }
}

function noteOn(expected: ExpectedEnd | null): string {
  const inside =
    'Every event was hashed again and held against the chain: what stands here is what was recorded, in that order.';
  const end = expected === null ? ' Without a recorded end, events missing after the last one cannot be noticed.' : '';
  return `${inside}${end} It proves nothing against someone who rewrote the whole log on this disk; only a checkpoint kept elsewhere does.`;
}
