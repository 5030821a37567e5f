import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import type { LinkedAction } from '../../../shared/domain/edit.ts';
import type { EffectSummary } from '../../../shared/domain/effect.ts';
import type { JournalRecord, RunSummary } from '../../../shared/domain/run.ts';
import type { ApprovalState, EffectState, JournalRow, RunState } from './states.ts';

/** Longest preview of a journal value on a list, in characters. */
const previewLength = 160;

export function runSummary(state: RunState): RunSummary {
  return {
    runId: state.runId,
    engineId: state.engineId,
    agentId: state.agentId,
    agentTitle: state.agentTitle,
    title: state.title,
    lane: state.lane,
    queue: state.queue,
    priority: state.priority,
    notBeforeMs: state.notBeforeMs,
    queueKey: state.queueKey,
    dedupKey: state.dedupKey,
    status: state.status,
    startedBy: state.startedBy,
    releaseHash: state.releaseHash,
    lineageId: state.lineageId,
    attempt: state.attempt,
    recoveries: state.recoveries,
    createdAtMs: state.createdAtMs,
    startedAtMs: state.startedAtMs,
    finishedAtMs: state.finishedAtMs,
    wakeAtMs: state.wakeAtMs,
    progress: state.progress,
    error: state.error,
    pendingApprovals: state.pendingApprovals,
    effects: state.effects,
    effectsDone: state.effectsDone,
    quarantined: state.quarantined,
    partial: state.partial,
    sample: state.sample,
    pause: state.pause,
    origin: originOf(state),
    parent: state.parent === null ? null : { runId: state.parent.runId, life: state.parent.life },
    continuedAs: state.continuedAs,
    sandbox: state.sandbox,
    deadlineAtMs: state.deadlineAtMs,
  };
}

export function effectSummary(state: EffectState): EffectSummary {
  return {
    effectId: state.effectId,
    runId: state.runId,
    path: state.path,
    toolId: state.toolId,
    status: state.status,
    cause: state.cause,
    causeDetail: state.causeDetail,
    tier: state.tier,
    title: state.title,
    envelopeHash: state.envelopeHash,
    approvalId: state.approvalId,
    holdUntilMs: state.holdUntilMs,
    dispatches: state.dispatches,
    receipt: state.receipt,
    compensates: state.compensates,
    changedAtMs: state.changedAtMs,
  };
}

/** An action as the item it is linked with names it. */
export function linkedAction(state: EffectState): LinkedAction {
  const { effectId, approvalId, title, envelopeHash, tier, status } = state;
  return { effectId, approvalId, title, envelopeHash, tier, status };
}

export function approvalSummary(state: ApprovalState): ApprovalSummary {
  const { plan: _plan, ...shown } = state;
  // Who has it open is known outside the engine alone, and added there.
  return { ...shown, riskFactors: [...state.riskFactors], reservedBy: null };
}

export function journalRecord(row: JournalRow): JournalRecord {
  return {
    ord: row.ord,
    path: row.path,
    kind: row.kind,
    name: row.name,
    phase: row.phase,
    attempt: row.attempt,
    durationMs: row.durationMs,
    atMs: row.atMs,
    preview: cut(row.error?.message ?? row.result ?? ''),
    error: row.error,
    dueAtMs: row.dueAtMs,
    isKept: row.keptFrom !== null,
  };
}

function originOf({ origin }: RunState): RunSummary['origin'] {
  return origin === null ? null : { kind: origin.kind, runId: origin.runId, path: origin.path };
}

function cut(text: string): string {
  return text.length <= previewLength ? text : `${text.slice(0, previewLength - 1)}…`;
}
