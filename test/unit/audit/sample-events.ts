import type { NewAuditEvent } from '../../../electron/runtime/audit/kinds.ts';
import { appendEvent, emptyChain, type ChainHead } from '../../../electron/runtime/audit/chain.ts';
import type { AuditRow } from '../../../electron/runtime/audit/verify.ts';

/** An event as the engine makes them: a person's decision, with everything filled in. */
export const decidedEvent: NewAuditEvent = {
  kind: 'approval.decided',
  actor: { kind: 'person', id: 'ana' },
  role: 'reviewer',
  run: 'run-1',
  step: '2/all:theme-7/0',
  approval: 'approval-1',
  effect: 'effect-1',
  causes: ['command-1'],
  payloads: { envelope: 'ab'.repeat(32), evidence: 'cd'.repeat(32) },
  wallMs: 1_763_690_000_000,
  monotonicMs: 1234.567,
  bootId: 'boot-1',
  facts: {
    decision: 'approve',
    envelope: 'ab'.repeat(32),
    version: 1,
    meaning: 'I approve running exactly this action.',
    printedName: 'Ana Müller',
    reason: 'as agreed "today"\n€ 20',
    auth: 'asserted',
    selfInitiated: false,
    expiresAtMs: null,
  },
};

/** A chain of `count` events, as its rows would be read back from the store. */
export function chainOf(count: number): { readonly rows: readonly AuditRow[]; readonly head: ChainHead } {
  let head = emptyChain('log-1');
  const rows: AuditRow[] = [];
  for (let index = 0; index < count; index += 1) {
    const appended = appendEvent(head, {
      kind: 'run.started',
      actor: { kind: 'person', id: 'ana' },
      role: 'operator',
      run: `run-${index}`,
      wallMs: 1_763_690_000_000 + index,
      monotonicMs: index,
      bootId: 'boot-1',
      facts: { agent: 'ticket-review', release: 'ef'.repeat(32), title: `complaints ${index}.csv` },
    });
    rows.push({
      seq: appended.seq,
      bytes: appended.bytes,
      leafHash: appended.leafHash,
      previousHash: appended.previousHash,
      columns: { kind: 'run.started', atMs: 1_763_690_000_000 + index, runId: `run-${index}` },
    });
    head = appended.head;
  }
  return { rows, head };
}
