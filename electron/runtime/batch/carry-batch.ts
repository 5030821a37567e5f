import type { BatchVerb, BulkItem, BulkItemStatus } from '../../../shared/domain/bulk.ts';
import type { Person } from '../../../shared/domain/person.ts';
import { LanekeeperError, type WireError } from '../../../shared/errors.ts';
import type { BulkBook, BulkCarrier, BulkEntry } from '../bulk/bulk-desk.ts';
import type { BulkState } from '../bulk/bulk-state.ts';
import type { Broker } from '../effects/broker-port.ts';
import type { EffectBundle } from '../engine/states.ts';
import type { Stores } from '../store/stores.ts';
import { decideInBatch, type BatchCommand } from './decide-in-batch.ts';
import { itemOf, type FrozenItem } from './item-line.ts';

/** Decisions that share a commit. A group ends by itself when it takes long, so that others never wait for a batch. */
const together = 50;

/**
 * Approvals: each item is a decision of its own, by the same guard as one by itself, and what became of it is written in
 * the very transaction that decides it. So a crash leaves an item decided and told, or neither.
 */
export function carryBatch(stores: Stores, broker: Pick<Broker, 'decideItem'>): BulkCarrier {
  async function decide(job: BulkState, by: Person | null, { n, line }: BulkEntry, book: BulkBook): Promise<void> {
    const item = itemOf(line);
    const ended = (status: BulkItemStatus, reason: string): BulkItem => ({
      n,
      subjectId: item.approvalId,
      status,
      reason,
    });
    if (by === null) return book.settle([ended('failed', 'Whoever began the batch is no longer there.')]);
    const command = commandOf(job, by, item);
    try {
      await broker.decideItem({
        approvalId: item.approvalId,
        by,
        kind: command.kind,
        isUrgent: command.kind === 'undo',
        decide: (bundle, env) => decideInBatch(bundle, command, env),
        outcome(bundle, refused) {
          if (refused === null) return book.ended(ended('applied', ''));
          return book.ended(ended(statusOf(command.kind, refused, bundle), refused.message));
        },
      });
    } catch (thrown) {
      if (!(thrown instanceof LanekeeperError) || mayPass.has(thrown.code)) throw thrown;
      await book.settle([ended('failed', thrown.message)]);
    }
  }

  return {
    together,
    async carry(job, entries, book) {
      const by = stores.workspace.person(job.personId);
      const decided = entries.map((entry) => decide(job, by, entry, book));
      // Asked for in the same turn, so that how far the job is comes into the commit of the last of them.
      await Promise.all([...decided, book.settle([])]);
    },
  };
}

/** The disk is full, or the runtime is going: the item has not had its turn. */
const mayPass: ReadonlySet<string> = new Set(['disk-full', 'degraded', 'unreachable', 'outcome-unknown']);

function commandOf({ verb, reason }: BulkState, by: Person, item: FrozenItem): BatchCommand {
  const { envelopeHash, version } = item;
  return (verb as BatchVerb) === 'undo'
    ? { kind: 'undo', by, reason }
    : { kind: verb as 'approve' | 'reject', by, reason, envelopeHash, version };
}

const decidedByNobody: ReadonlySet<string> = new Set(['withdrawn', 'superseded', 'stale', 'expired', 'pending']);

/** What a refusal makes of an item of a batch. */
function statusOf(kind: BatchCommand['kind'], { code }: WireError, { approval }: EffectBundle): BulkItemStatus {
  if (code === 'not-allowed') return 'blocked';
  if (kind === 'undo') return 'late';
  if (code === 'stale') return 'stale';
  if (code === 'already-decided') return decidedByNobody.has(approval?.status ?? '') ? 'stale' : 'already';
  return 'failed';
}
