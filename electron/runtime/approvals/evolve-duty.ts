import type { DutyNote } from '../../../shared/domain/duty.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { ApprovalState, DutyPlan } from '../engine/effect-states.ts';
import type { DutyEvent } from './duty-commands.ts';
import { when } from './refusals.ts';
import { unexpected } from './unexpected.ts';

/** Kept of an item's history beside its decisions. */
const mostNotes = 50;

/** An item after one such event. Its version stays: what a reviewer has seen of the action has not changed. */
export function evolveDuty(approval: ApprovalState, event: DutyEvent, atMs: AtMs): ApprovalState {
  const noted = (note: Omit<DutyNote, 'atMs'>, plan: Partial<DutyPlan> = {}): DutyPlan => ({
    ...approval.plan,
    ...plan,
    notes: [...approval.plan.notes, { atMs, ...note }].slice(-mostNotes),
  });
  switch (event.type) {
    case 'duty.escalated': {
      const { to, toName, by, reason, escalations } = event;
      return {
        ...approval,
        assignedTo: [to],
        escalatedTo: to,
        delegation: null,
        snoozed: backFromSnooze(approval, null, atMs),
        plan: noted({ verb: 'escalated', by, to: toName, reason }, { escalations }),
      };
    }
    case 'duty.chain-due':
      return { ...approval, plan: { ...approval.plan, nextEscalationMs: event.nextMs } };
    case 'duty.delegated': {
      const { delegation, toName, reason } = event;
      const to = `${toName}, until ${when(delegation.untilMs)}`;
      return {
        ...approval,
        assignedTo: [`person:${delegation.to}`],
        delegation,
        snoozed: backFromSnooze(approval, delegation.by, atMs),
        plan: noted({ verb: 'delegated', by: delegation.byName, to, reason }),
      };
    }
    case 'duty.delegation-ended': {
      const { by, byName } = event.delegation;
      const plan = noted({ verb: 'returned', by: null, to: byName, reason: 'The time it was handed on for is over.' });
      return { ...approval, assignedTo: [`person:${by}`], delegation: null, plan };
    }
    case 'duty.snoozed': {
      const { personId, snooze, by } = event;
      const others = approval.snoozed.filter((one) => one.personId !== personId);
      const to = snooze === null ? 'no longer' : `until ${when(snooze.untilMs)}`;
      return {
        ...approval,
        snoozed: snooze === null ? others : [...others, snooze],
        plan: noted({ verb: 'snoozed', by, to, reason: '' }),
      };
    }
    case 'duty.reminded': {
      const remindAtMs = approval.plan.remindAtMs.filter((time) => time > atMs);
      const plan = noted(
        { verb: 'reminded', by: null, to: `expires ${when(event.expiresAtMs)}`, reason: '' },
        { remindAtMs },
      );
      return { ...approval, reminded: approval.reminded + 1, plan };
    }
    default:
      return unexpected(event);
  }
}

/** Snoozes that end because somebody else did something with the item. */
export function backFromSnooze(
  { snoozed }: Pick<ApprovalState, 'snoozed'>,
  byId: string | null,
  atMs: AtMs,
): ApprovalState['snoozed'] {
  return snoozed.map((one) =>
    one.event === 'somebody-acts' && one.personId !== byId && atMs < one.untilMs ? { ...one, untilMs: atMs } : one,
  );
}
