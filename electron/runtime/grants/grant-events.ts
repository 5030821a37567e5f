import type {
  GrantBound,
  GrantPerson,
  GrantStatus,
  GrantTerms,
  SuspensionCause,
} from '../../../shared/domain/standing-grant.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { StandingGrantState } from './grant-states.ts';

/** What may be said of a standing grant. `hash`: of the version that was seen; any other is refused (A8). */
export type GrantCommand =
  /** A draft's new terms, by the one who drafted it. */
  | { readonly kind: 'redraft'; readonly by: GrantPerson; readonly terms: GrantTerms }
  | { readonly kind: 'propose'; readonly by: GrantPerson; readonly hash: string; readonly bound: GrantBound }
  | { readonly kind: 'approve'; readonly by: GrantPerson; readonly hash: string; readonly reason: string }
  | { readonly kind: 'decline'; readonly by: GrantPerson; readonly hash: string; readonly reason: string }
  /** `by` null: the runtime itself. */
  | {
      readonly kind: 'suspend';
      readonly by: GrantPerson | null;
      readonly cause: SuspensionCause;
      readonly reason: string;
    }
  | { readonly kind: 'revoke'; readonly by: GrantPerson | null; readonly reason: string }
  | { readonly kind: 'expire' }
  | { readonly kind: 'use-up' };

export type GrantEvent =
  | { readonly type: 'drafted'; readonly terms: GrantTerms; readonly hash: string }
  | { readonly type: 'proposed'; readonly by: GrantPerson; readonly bound: GrantBound; readonly hash: string }
  | { readonly type: 'approved'; readonly by: GrantPerson; readonly sampleKey: string; readonly reason: string }
  | { readonly type: 'declined'; readonly by: GrantPerson; readonly reason: string }
  | { readonly type: 'suspended'; readonly cause: SuspensionCause; readonly reason: string }
  | { readonly type: 'revoked'; readonly reason: string }
  | { readonly type: 'expired' }
  | { readonly type: 'used-up' };

/** The legal moves of one version, the whole table. */
const moves: Readonly<Record<GrantStatus, readonly GrantStatus[]>> = {
  draft: ['draft', 'proposed', 'revoked'],
  proposed: ['active', 'declined', 'revoked', 'expired'],
  active: ['suspended', 'revoked', 'expired', 'used-up'],
  suspended: ['revoked', 'expired'],
  declined: [],
  revoked: [],
  expired: [],
  'used-up': [],
};

export function canGrantMove(from: GrantStatus, to: GrantStatus): boolean {
  return moves[from].includes(to);
}

/** The version after one event; an illegal move is a bug and throws. */
export function evolveGrant(state: StandingGrantState, event: GrantEvent, atMs: AtMs): StandingGrantState {
  const to = (status: GrantStatus, part: Partial<StandingGrantState> = {}): StandingGrantState => {
    if (!canGrantMove(state.status, status))
      throw new Error(`standing grant ${state.grantId} cannot go from ${state.status} to ${status}`);
    return { ...state, status, changedAtMs: atMs, ...part };
  };
  switch (event.type) {
    case 'drafted':
      return to('draft', { terms: event.terms, hash: event.hash });
    case 'proposed':
      return to('proposed', { bound: event.bound, hash: event.hash, proposedBy: event.by, proposedAtMs: atMs });
    case 'approved':
      return to('active', {
        decidedBy: event.by,
        decidedAtMs: atMs,
        sampleKey: event.sampleKey,
        statusReason: event.reason,
      });
    case 'declined':
      return to('declined', { decidedBy: event.by, decidedAtMs: atMs, statusReason: event.reason });
    case 'suspended':
      return to('suspended', { cause: event.cause, statusReason: event.reason });
    case 'revoked':
      return to('revoked', { statusReason: event.reason });
    case 'expired':
      return to('expired', { statusReason: 'Its time is over.' });
    case 'used-up':
      return to('used-up', { statusReason: 'All it allows has gone through.' });
  }
}
