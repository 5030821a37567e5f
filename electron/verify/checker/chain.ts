import { createHash } from 'node:crypto';
import type { Finding } from './finding.ts';
import type { Ledger } from './ledger.ts';
import type { AuditRow, Store } from './store.ts';

const genesis = '0'.repeat(64);

/** I6: every event hashed again, in order and without a gap, up to the recorded end and through every exported one. */
export function checkChain(store: Store, ledger: Ledger): Finding[] {
  const findings: string[] = [];
  const leaves: string[] = [];
  let previous = genesis;
  let chainId: string | null = null;
  let journaled = 0;
  for (const row of store.audit) {
    const wrong = wrongRow(row, { seq: leaves.length + 1, previous, chainId, journaled });
    if (wrong !== null) return [{ invariant: 'I6', what: wrong }];
    chainId ??= row.event?.chainId ?? null;
    previous = row.leaf_hash;
    leaves.push(row.leaf_hash);
    if (row.kind === 'journal-batch') journaled = Number(row.event?.facts['lastOrd']);
  }
  findings.push(...wrongEnd(store, leaves));
  for (const exported of ledger.exported) {
    if (exported.events > leaves.length)
      findings.push(`A checkpoint of ${exported.events} events was exported; the log has ${leaves.length}.`);
    else if (
      leaves[exported.events - 1] !== exported.head ||
      rootOf(leaves.slice(0, exported.events)) !== exported.root
    )
      findings.push(`The log differs from the checkpoint exported at ${exported.events} events.`);
  }
  const lastEvent = Number(store.meta.get('event-head') ?? 0);
  if (journaled > lastEvent)
    findings.push(`The log speaks of event ${journaled}; the last one stored is ${lastEvent}.`);
  return findings.map((what) => ({ invariant: 'I6', what }));
}

interface Expected {
  readonly seq: number;
  readonly previous: string;
  readonly chainId: string | null;
  readonly journaled: number;
}

function wrongRow(row: AuditRow, expected: Expected): string | null {
  const { event } = row;
  if (row.seq !== expected.seq) return `Audit event ${expected.seq} is missing.`;
  if (event === null) return `Audit event ${row.seq} cannot be read.`;
  const leaf = createHash('sha256')
    .update(Buffer.from([0]))
    .update(row.bytes)
    .digest('hex');
  if (leaf !== row.leaf_hash) return `The bytes of audit event ${row.seq} do not have its hash.`;
  if (row.previous_hash !== expected.previous || event.previous !== expected.previous)
    return `Audit event ${row.seq} does not follow the one before it.`;
  if (event.seq !== row.seq || event.kind !== row.kind || event.wallMs !== row.at_ms)
    return `The columns of audit event ${row.seq} are not what its bytes say.`;
  if (expected.chainId !== null && event.chainId !== expected.chainId)
    return `Audit event ${row.seq} is of another chain.`;
  if (row.kind === 'journal-batch' && Number(event.facts['firstOrd']) <= expected.journaled)
    return `Audit event ${row.seq} speaks again of event ${event.facts['firstOrd']}.`;
  return null;
}

function wrongEnd(store: Store, leaves: readonly string[]): string[] {
  const kept = store.meta.get('audit-head');
  if (kept === undefined) return leaves.length === 0 ? [] : ['The recorded end of the audit log is missing.'];
  const head = JSON.parse(kept) as { seq: number; hash: string; frontier: { size: number; roots: string[] } };
  const found = { seq: leaves.length, hash: leaves.at(-1) ?? genesis };
  if (head.seq !== found.seq || head.hash !== found.hash)
    return [`The recorded end of the audit log is event ${head.seq}; the last one is ${found.seq}.`];
  const root = head.frontier.roots.reduceRight((right, left) => (right === '' ? left : node(left, right)), '');
  return leaves.length > 0 && root !== rootOf(leaves) ? ['The recorded tree over the audit log is another one.'] : [];
}

/** RFC 9162, 2.1.1. */
function rootOf(leaves: readonly string[]): string {
  let level = [...leaves];
  while (level.length > 1) {
    const above: string[] = [];
    for (let index = 0; index < level.length; index += 2) {
      const left = level[index] ?? '';
      const right = level[index + 1];
      above.push(right === undefined ? left : node(left, right));
    }
    level = above;
  }
  return level[0] ?? '';
}

function node(left: string, right: string): string {
  return createHash('sha256')
    .update(Buffer.from([1]))
    .update(left, 'hex')
    .update(right, 'hex')
    .digest('hex');
}
