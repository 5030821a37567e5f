import { approversLeft } from '../../../shared/domain/duty.ts';
import type { ApprovalStatus } from '../../../shared/domain/approval.ts';
import type { EffectStatus, RefusalCause } from '../../../shared/domain/effect.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { ApprovalState, EffectBundle, EffectState } from '../engine/states.ts';
import type { ApprovalEvent } from './events.ts';
import { backFromSnooze, evolveDuty } from './evolve-duty.ts';
import { currentApprovals } from './standing.ts';
import { unexpected } from './unexpected.ts';

/**
 * The legal moves of an effect, the whole table.
 *
 *   proposed -> waiting-decision -> granted <-> holding -> dispatched -> done -> compensated
 *                    ^______________| (undo, recall)           |-> failed
 *                                                              |-> unknown -> done | failed (a person settles it)
 *                                                              |        |-> dispatched (a person has it sent again)
 *   everything before `dispatched` -> refused
 *   granted | holding -> done, in a sandbox alone (`effect.simulated`)
 */
const moves: Readonly<Record<EffectStatus, readonly EffectStatus[]>> = {
  proposed: ['waiting-decision', 'granted', 'refused'],
  'waiting-decision': ['granted', 'refused'],
  granted: ['granted', 'holding', 'dispatched', 'waiting-decision', 'refused', 'done'],
  holding: ['holding', 'dispatched', 'waiting-decision', 'refused', 'done'],
  dispatched: ['dispatched', 'done', 'failed', 'unknown'],
  unknown: ['done', 'failed', 'dispatched'],
  done: ['compensated'],
  failed: [],
  compensated: [],
  refused: [],
};

/** Whether an effect may go from one status to another. */
export function canMove(from: EffectStatus, to: EffectStatus): boolean {
  return moves[from].includes(to);
}

/** How the inbox shows an effect that did not run; a stopped one is shown as stale, with the stop as its reason. */
const refusedAs: Readonly<Record<RefusalCause, ApprovalStatus>> = {
  rejected: 'rejected',
  responded: 'responded',
  expired: 'expired',
  stale: 'stale',
  superseded: 'superseded',
  withdrawn: 'withdrawn',
  stopped: 'stale',
  edited: 'superseded',
};

/** The item after one event; an illegal move is a bug and throws. `atMs` is the trusted time of the event. */
export function evolveApproval(bundle: EffectBundle, event: ApprovalEvent, atMs: AtMs): EffectBundle {
  switch (event.type) {
    case 'approval.decided': {
      const { decision } = event;
      const counts = decision.decision !== 'undo';
      const decisions = [...bundle.decisions, decision];
      const { approval } = bundle;
      if (approval === null) return { ...bundle, decisions };
      const roles = currentApprovals({ decisions }).map(({ role }) => role);
      return {
        ...changed(bundle, {
          approval: {
            version: approval.version + 1,
            decidedBy: counts ? decision.printedName : null,
            decidedAtMs: counts ? decision.atMs : null,
            approvers: approversLeft(approval.approvers, roles),
            snoozed: backFromSnooze(approval, decision.personId, decision.atMs),
          },
        }),
        decisions,
      };
    }
    case 'approval.superseded':
      return bundle;
    case 'approval.partly':
      return changed(bundle, { approval: { status: 'partly-approved' } });
    case 'approval.returned':
      return changed(bundle, { effect: move(bundle, 'waiting-decision', atMs), approval: { status: 'pending' } });
    case 'grant.minted':
      return { ...changed(bundle, { effect: move(bundle, 'granted', atMs) }), grant: event.grant };
    case 'grant.revoked':
      return withGrant(bundle, { status: event.status });
    case 'grant.consumed':
      return withGrant(bundle, { status: 'consumed', consumedAtMs: event.atMs });
    case 'hold.started':
      return changed(bundle, {
        effect: { ...move(bundle, event.holdMs > 0 ? 'holding' : 'granted', atMs), holdUntilMs: event.untilMs },
        approval: { status: 'holding', holdUntilMs: event.untilMs },
      });
    case 'hold.cancelled':
      return changed(bundle, { effect: { holdUntilMs: null }, approval: { holdUntilMs: null } });
    case 'effect.refused':
      return changed(bundle, {
        effect: {
          ...move(bundle, 'refused', atMs),
          cause: event.cause,
          causeDetail: whyRefused(event),
          holdUntilMs: null,
        },
        approval: { status: refusedAs[event.cause], holdUntilMs: null },
      });
    case 'effect.dispatched':
      return changed(bundle, {
        effect: {
          ...move(bundle, 'dispatched', atMs),
          dispatches: event.dispatch,
          intentAtMs: bundle.effect.intentAtMs ?? event.atMs,
          holdUntilMs: null,
        },
        approval: { status: 'dispatched', holdUntilMs: null },
      });
    case 'effect.done':
      return changed(bundle, {
        effect: { ...move(bundle, 'done', atMs), receipt: event.receipt, causeDetail: event.detail },
        approval: { status: 'executed' },
      });
    case 'effect.failed':
      return changed(bundle, {
        effect: { ...move(bundle, 'failed', atMs), causeDetail: event.reason },
        approval: { status: 'failed' },
      });
    case 'effect.unknown':
      return changed(bundle, {
        effect: { ...move(bundle, 'unknown', atMs), causeDetail: event.reason },
        approval: { status: 'unknown' },
      });
    case 'effect.retried':
      return changed(bundle, {
        effect: { ...move(bundle, 'dispatched', atMs), causeDetail: null },
        approval: { status: 'dispatched' },
      });
    case 'effect.simulated':
      return changed(bundle, {
        effect: { ...move(bundle, 'done', atMs), receipt: event.receipt, holdUntilMs: null },
        approval: { status: 'executed', holdUntilMs: null },
      });
    case 'effect.compensated':
      return changed(bundle, {
        effect: { ...move(bundle, 'compensated', atMs), receipt: event.receipt },
        approval: { status: 'rolled-back' },
      });
    case 'duty.escalated':
    case 'duty.chain-due':
    case 'duty.delegated':
    case 'duty.delegation-ended':
    case 'duty.snoozed':
    case 'duty.reminded':
      return bundle.approval === null ? bundle : { ...bundle, approval: evolveDuty(bundle.approval, event, atMs) };
    default:
      return unexpected(event);
  }
}

/** The item after all of a command's events. */
export function evolveAll(bundle: EffectBundle, events: readonly ApprovalEvent[], atMs: AtMs): EffectBundle {
  return events.reduce((state, event) => evolveApproval(state, event, atMs), bundle);
}

/** For the card: what was found to differ is named as the action's own bytes name it. */
function whyRefused({ cause, detail, field }: Extract<ApprovalEvent, { type: 'effect.refused' }>): string {
  return cause === 'stale' && field !== undefined ? `${detail} (differs: ${field})` : detail;
}

function move(bundle: EffectBundle, to: EffectStatus, atMs: AtMs): Partial<EffectState> {
  const from = bundle.effect.status;
  if (!canMove(from, to)) {
    throw new LanekeeperError('internal', `Effect ${bundle.effect.effectId} cannot go from ${from} to ${to}.`);
  }
  return { status: to, changedAtMs: atMs };
}

function changed(
  bundle: EffectBundle,
  parts: { readonly effect?: Partial<EffectState>; readonly approval?: Partial<ApprovalState> },
): EffectBundle {
  return {
    ...bundle,
    effect: { ...bundle.effect, ...parts.effect },
    approval: bundle.approval === null ? null : { ...bundle.approval, ...parts.approval },
  };
}

function withGrant(bundle: EffectBundle, part: Partial<NonNullable<EffectBundle['grant']>>): EffectBundle {
  return bundle.grant === null ? bundle : { ...bundle, grant: { ...bundle.grant, ...part } };
}
