import { approversLeft, approversOf, noDuty, type Approvers, type Duty } from '../../../shared/domain/duty.ts';
import type { Tier } from '../../../shared/domain/effect.ts';
import type { Settings } from '../../../shared/domain/workspace.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { ApprovalState, DutyPlan } from '../engine/effect-states.ts';
import type { PolicyVerdict } from '../policies/evaluate.ts';

/** Nothing is to happen to an item by itself. */
export const noPlan: DutyPlan = {
  chain: [],
  escalations: 0,
  everyMs: null,
  nextEscalationMs: null,
  remindAtMs: [],
  notes: [],
};

/** Whom an item is addressed to when it is opened, who has to approve it, and when it asks again by itself. */
export function dutiesAtFirst(
  verdict: Pick<PolicyVerdict, 'tier' | 'approvers' | 'assignTo' | 'escalation'>,
  waits: { readonly nowMs: AtMs; readonly expiresAtMs: AtMs },
  settings: Pick<Settings, 'escalation' | 'reminders'>,
): Duty & { readonly approvers: Approvers; readonly plan: DutyPlan } {
  const { nowMs, expiresAtMs } = waits;
  const escalation = verdict.escalation ?? settings.escalation;
  const everyMs = escalation === null || escalation.afterMinutes === null ? null : escalation.afterMinutes * 60_000;
  return {
    ...noDuty,
    assignedTo: [...(verdict.assignTo ?? [])],
    approvers: approversAtFirst(verdict.tier, verdict.approvers),
    plan: {
      ...noPlan,
      chain: escalation?.chain ?? [],
      everyMs,
      nextEscalationMs: everyMs === null ? null : nowMs + everyMs,
      remindAtMs: settings.reminders
        .map((share) => Math.round(nowMs + (expiresAtMs - nowMs) * share))
        .toSorted((one, other) => one - other),
    },
  };
}

/** Nobody has approved yet. */
export function approversAtFirst(tier: Tier, rule: Parameters<typeof approversOf>[1]): Approvers {
  return approversLeft(approversOf(tier, rule), []);
}

/** When an item that waits next has to be looked at for its own sake; null: not before it expires. */
export function dutyAtMs({ plan, delegation }: Pick<ApprovalState, 'plan' | 'delegation'>): AtMs | null {
  const times = [plan.nextEscalationMs, plan.remindAtMs[0] ?? null, delegation?.untilMs ?? null];
  const due = times.filter((time) => time !== null);
  return due.length === 0 ? null : Math.min(...due);
}
