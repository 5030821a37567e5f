import type { ApprovalDetail } from '../../../shared/domain/approval.ts';

/** What every item's card holds alike here. */
export const cardParts: Pick<ApprovalDetail, 'payloadChars' | 'files' | 'cost'> = {
  payloadChars: null,
  files: [],
  cost: { soFar: { steps: 4, wall: 2_400 }, projected: { steps: 6, wall: 3_600 }, runsLookedAt: 3 },
};
