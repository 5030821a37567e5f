import type { Decision } from '../../../shared/domain/approval.ts';
import { noDuty, type Duty } from '../../../shared/domain/duty.ts';
import { approversAtFirst, dutyAtMs, noPlan } from '../approvals/duty-plan.ts';
import type { ApprovalState, DutyPlan, EffectState, GrantState } from '../engine/effect-states.ts';
import type { Looked } from '../../../shared/domain/looked.ts';

export type Row = Record<string, unknown>;

export function effectToRow(state: EffectState): Row {
  return {
    ...state,
    facts: JSON.stringify(state.facts),
    receipt: state.receipt === null ? null : JSON.stringify(state.receipt),
  };
}

export function effectFromRow(row: Row): EffectState {
  return {
    effectId: row['effect_id'] as string,
    runId: row['run_id'] as string,
    lineageId: row['lineage_id'] as string,
    path: row['path'] as string,
    generation: row['generation'] as number,
    toolId: row['tool_id'] as string,
    effectKey: row['effect_key'] as string,
    compensates: row['compensates'] as string | null,
    supersedes: row['supersedes'] as string | null,
    actionKey: row['action_key'] as string | null,
    status: row['status'] as EffectState['status'],
    cause: row['cause'] as EffectState['cause'],
    causeDetail: row['cause_detail'] as string | null,
    tier: row['tier'] as EffectState['tier'],
    title: row['title'] as string,
    verb: row['verb'] as string,
    envelope: row['envelope'] as string,
    envelopeHash: row['envelope_hash'] as string,
    facts: JSON.parse(row['facts'] as string) as EffectState['facts'],
    approvalId: row['approval_id'] as string | null,
    holdMs: row['hold_ms'] as number,
    holdUntilMs: row['hold_until_ms'] as number | null,
    dispatches: row['dispatches'] as number,
    intentAtMs: row['intent_at_ms'] as number | null,
    receipt: row['receipt'] === null ? null : (JSON.parse(row['receipt'] as string) as EffectState['receipt']),
    createdAtMs: row['created_at_ms'] as number,
    changedAtMs: row['changed_at_ms'] as number,
  };
}

/** Written as JSON: what only its own card and its own clock look at. */
export function approvalToRow(state: ApprovalState): Row {
  const { assignedTo, escalatedTo, delegation, snoozed, reminded, sampledBy, plan, ...rest } = state;
  const { approvers, money, riskFactors, ...row } = rest;
  const waits = state.status === 'pending' || state.status === 'partly-approved';
  return {
    ...row,
    sample: state.sample ? 1 : 0,
    riskFactors: JSON.stringify(riskFactors),
    moneyMicros: money?.micros ?? null,
    moneyCurrency: money?.currency ?? null,
    approvers: JSON.stringify(approvers),
    duty: JSON.stringify({ assignedTo, escalatedTo, delegation, snoozed, reminded, sampledBy, plan }),
    dutyAtMs: waits ? dutyAtMs(state) : null,
  };
}

export function approvalFromRow(row: Row): ApprovalState {
  const tier = row['tier'] as ApprovalState['tier'];
  const approvers = row['approvers'] as string;
  const duty = JSON.parse(row['duty'] as string) as Partial<Duty & { plan: DutyPlan }>;
  return {
    approvalId: row['approval_id'] as string,
    effectId: row['effect_id'] as string,
    runId: row['run_id'] as string,
    agentId: row['agent_id'] as string,
    toolId: row['tool_id'] as string,
    tier,
    status: row['status'] as ApprovalState['status'],
    version: row['version'] as number,
    envelopeHash: row['envelope_hash'] as string,
    title: row['title'] as string,
    fingerprint: row['fingerprint'] as string,
    createdAtMs: row['created_at_ms'] as number,
    expiresAtMs: row['expires_at_ms'] as number,
    holdUntilMs: row['hold_until_ms'] as number | null,
    decidedBy: row['decided_by'] as string | null,
    decidedAtMs: row['decided_at_ms'] as number | null,
    sample: row['is_sample'] === 1,
    money: moneyOfRow(row),
    risk: row['risk'] as number,
    riskFactors: JSON.parse(row['risk_factors'] as string) as ApprovalState['riskFactors'],
    approvers:
      approvers === ''
        ? approversBefore(tier, row['status'] as string)
        : (JSON.parse(approvers) as ApprovalState['approvers']),
    ...noDuty,
    plan: noPlan,
    ...duty,
  };
}

function moneyOfRow({ money_micros: micros, money_currency: currency }: Row): ApprovalState['money'] {
  return typeof micros === 'number' && typeof currency === 'string' ? { micros, currency } : null;
}

/** Of an item from before rules of a policy could ask for more people than its tier does. */
function approversBefore(tier: ApprovalState['tier'], status: string): ApprovalState['approvers'] {
  const left = approversAtFirst(tier, undefined);
  if (status === 'pending') return left;
  return { ...left, given: status === 'partly-approved' ? 1 : left.count };
}

export function grantFromRow(row: Row): GrantState {
  return {
    grantId: row['grant_id'] as string,
    effectId: row['effect_id'] as string,
    approvalId: row['approval_id'] as string | null,
    envelopeHash: row['envelope_hash'] as string,
    lineageId: row['lineage_id'] as string,
    policyId: row['policy_id'] as string,
    policyVersion: row['policy_version'] as number,
    reviewers: JSON.parse(row['reviewers'] as string) as GrantState['reviewers'],
    ...(row['standing_grant'] === null
      ? {}
      : { standing: { grantId: row['standing_grant'] as string, version: row['standing_version'] as number } }),
    status: row['status'] as GrantState['status'],
    mintedAtMs: row['minted_at_ms'] as number,
    expiresAtMs: row['expires_at_ms'] as number,
    consumedAtMs: row['consumed_at_ms'] as number | null,
  };
}

/** A decision as its row; what nobody told of it is null. */
export function decisionToRow({ looked, ...decision }: Decision): Row {
  return {
    ...decision,
    selfInitiated: decision.selfInitiated ? 1 : 0,
    onBehalfOf: decision.onBehalfOf === null ? null : JSON.stringify(decision.onBehalfOf),
    shownMs: looked?.shownMs ?? null,
    opened: looked === undefined ? null : JSON.stringify(looked.opened),
  };
}

export function decisionFromRow(row: Row): Decision {
  const shownMs = row['shown_ms'] as number | null | undefined;
  return {
    decisionId: row['decision_id'] as string,
    approvalId: row['approval_id'] as string,
    envelopeHash: row['envelope_hash'] as string,
    decision: row['decision'] as Decision['decision'],
    meaning: row['meaning'] as string,
    personId: row['person_id'] as string,
    printedName: row['printed_name'] as string,
    role: row['role'] as string,
    reason: row['reason'] as string,
    auth: 'asserted',
    selfInitiated: row['self_initiated'] === 1,
    atMs: row['at_ms'] as number,
    expiresAtMs: row['expires_at_ms'] as number | null,
    onBehalfOf:
      row['on_behalf_of'] === null ? null : (JSON.parse(row['on_behalf_of'] as string) as Decision['onBehalfOf']),
    ...(typeof shownMs === 'number'
      ? { looked: { shownMs, opened: JSON.parse((row['opened'] as string | null) ?? '[]') as Looked['opened'] } }
      : {}),
  };
}
