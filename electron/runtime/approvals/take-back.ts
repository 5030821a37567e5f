import type { ApprovalEvent } from './events.ts';

/** An approved action is held no longer, and its grant is over. */
export function takeBack(grant: { reason: string; status: 'revoked' | 'expired' }): readonly ApprovalEvent[] {
  return [
    { type: 'hold.cancelled', reason: grant.reason },
    { type: 'grant.revoked', status: grant.status, reason: grant.reason },
  ];
}
