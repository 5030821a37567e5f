import type { ApprovalStatus } from '../../../../shared/domain/approval.ts';
import { mostLookedAt, type Similar } from '../../../../shared/domain/similar.ts';
import { LanekeeperError } from '../../../../shared/errors.ts';
import type { MethodArguments } from '../../../../shared/ipc/methods.ts';
import type { Db } from '../open.ts';

const mostListed = 5;

/** What became of an item, for the base rate; items that are still open count for nothing. */
const counted: Readonly<Record<ApprovalStatus, readonly (keyof Similar)[]>> = {
  pending: [],
  'partly-approved': [],
  holding: ['approved'],
  dispatched: ['approved'],
  executed: ['approved'],
  failed: ['approved', 'failed'],
  unknown: ['approved', 'failed'],
  'rolled-back': ['approved', 'rolledBack'],
  rejected: ['rejected'],
  responded: ['responded'],
  expired: ['expired'],
  stale: ['other'],
  superseded: ['other'],
  withdrawn: ['other'],
};

export interface SimilarReads {
  similar(input: MethodArguments<'approval.similar'>): Similar;
}

/** Earlier decisions on alike items, from an index that holds all it counts: bounded, however many there are. */
export function createSimilarReads(db: Db): SimilarReads {
  const fingerprint = db.prepare('SELECT fingerprint FROM approval WHERE approval_id = ?').pluck();
  const newest = db.prepare(
    `SELECT approval_id AS approvalId, status FROM approval
     WHERE fingerprint = ? AND decided_at_ms IS NOT NULL AND approval_id <> ?
     ORDER BY decided_at_ms DESC LIMIT ?`,
  );
  const item = db.prepare(
    `SELECT approval_id AS approvalId, title, status, decided_at_ms AS atMs, coalesce(decided_by, '') AS by,
       coalesce((SELECT reason FROM decision WHERE decision.approval_id = approval.approval_id
         ORDER BY decision_id DESC LIMIT 1), '') AS reason
     FROM approval WHERE approval_id = ?`,
  );

  return {
    similar({ approvalId }) {
      const alike = fingerprint.get(approvalId);
      if (alike === undefined) throw new LanekeeperError('not-found', `There is no approval ${approvalId}.`);
      const found = (
        newest.all(alike, approvalId, mostLookedAt + 1) as { approvalId: string; status: ApprovalStatus }[]
      ).filter(({ status }) => counted[status].length > 0);
      const looked = found.slice(0, mostLookedAt);
      const sums = { approved: 0, rejected: 0, responded: 0, expired: 0, other: 0, rolledBack: 0, failed: 0 };
      for (const { status } of looked) for (const part of counted[status]) sums[part as keyof typeof sums] += 1;
      return {
        ...sums,
        lookedAt: looked.length,
        isMore: found.length > looked.length,
        last: looked.slice(0, mostListed).map((one) => item.get(one.approvalId) as Similar['last'][number]),
      };
    },
  };
}
