import type { Envelope } from '../../../../shared/domain/envelope.ts';
import { LanekeeperError } from '../../../../shared/errors.ts';
import type { ApprovalDetail, ApprovalPayload } from '../../../../shared/domain/approval.ts';
import { keptTextsOf } from '../../../../shared/domain/kept-text.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import { stepPlace } from '../../../../shared/domain/step-place.ts';
import { changesBetween } from '../../../../shared/domain/action-changes.ts';
import type { EditOrigin, LinkedAction } from '../../../../shared/domain/edit.ts';
import { askedBy } from '../../effects/asked-by.ts';
import type { ApprovalState, EffectState, RunState } from '../../engine/states.ts';
import { approvalSummary, effectSummary, linkedAction } from '../../engine/summaries.ts';
import { payloadPiece, payloadStart, payloadText } from './approval-payload.ts';
import { approvalFromRow, decisionFromRow, effectFromRow } from '../effect-rows.ts';
import type { Db } from '../open.ts';
import { createAnsweredBy } from './answered-by.ts';
import { createCardGrant } from './card-grant.ts';
import { runFromRow } from '../run-row.ts';
import { createRunCost } from './run-cost.ts';

type Row = Record<string, unknown>;

export interface ApprovalReads {
  show(input: MethodArguments<'approval.show'>): ApprovalDetail;
  read(input: MethodArguments<'approval.read'>): MethodOutput<'approval.read'>;
}

/** What may be too long for one answer. */
function payloadOf({ envelope, facts }: EffectState): ApprovalPayload {
  return {
    envelope,
    diff: [...facts.diff],
    evidence: facts.evidence as unknown as ApprovalPayload['evidence'],
  };
}

export function createApprovalReads(db: Db): ApprovalReads {
  const approval = db.prepare('SELECT * FROM approval WHERE approval_id = ?');
  const effect = db.prepare('SELECT * FROM effect WHERE effect_id = ?');
  const fileOf = db
    .prepare('SELECT artifact_id FROM artifact WHERE run_id = ? AND sha256 = ? ORDER BY artifact_id LIMIT 1')
    .pluck();
  const addedBy = db.prepare('SELECT added_by FROM release WHERE release_hash = ? AND built_in = 0').pluck();
  const cost = createRunCost(db);
  const answeredBy = createAnsweredBy(db);
  const builtIn = db.prepare('SELECT built_in FROM release WHERE release_hash = ?').pluck();
  const undo = db.prepare('SELECT * FROM effect WHERE compensates = ? ORDER BY effect_id DESC LIMIT 1');
  const cardGrant = createCardGrant(db);
  const successor = db.prepare('SELECT * FROM effect WHERE supersedes = ?');
  const policyInForce = db.prepare('SELECT policy_id AS id, version, hash FROM policy WHERE in_force = 1');
  const decisions = db.prepare('SELECT * FROM decision WHERE approval_id = ? ORDER BY at_ms, decision_id');
  const run = db.prepare('SELECT * FROM run WHERE run_id = ?');
  // The last of a run stands near its end, so this reads a few rows of a long journal, not all.
  const lastTopLevel = db
    .prepare(
      "SELECT path, ord FROM journal_all WHERE run_id = ? AND lineage_id = ? AND kind <> 'lifecycle' AND path NOT LIKE '%/%' ORDER BY ord DESC LIMIT 1",
    )
    .pluck();

  /** The payload that is being read in pieces: whoever opens a card goes on to read all of it. */
  let lastRead: { effectId: string; hash: string; payload: ApprovalPayload; text?: string } | null = null;

  function keepRead(acted: EffectState): ApprovalPayload {
    const payload = payloadOf(acted);
    lastRead = { effectId: acted.effectId, hash: acted.envelopeHash, payload };
    return payload;
  }

  function otherPolicy(status: ApprovalDetail['status'], { policy }: Envelope): ApprovalDetail['why']['inForce'] {
    if (status !== 'pending' && status !== 'partly-approved') return null;
    const live = policyInForce.get() as { id: string; version: number; hash: string };
    return live.hash === policy.hash ? null : { id: live.id, version: live.version };
  }

  function stepOf({ path, toolId, lineageId }: EffectState, its: RunState): ApprovalDetail['who']['step'] {
    const { number, branch } = stepPlace(path);
    const isOver = its.finishedAtMs !== null && its.lineageId === lineageId;
    const last = isOver ? (lastTopLevel.get(its.runId, lineageId) as string | undefined) : undefined;
    return { number, of: last === undefined ? null : stepPlace(last).number, name: branch ?? toolId };
  }

  function stateOf(approvalId: string): ApprovalState {
    const row = approval.get(approvalId);
    if (row === undefined)
      throw new LanekeeperError('not-found', `There is no approval ${approvalId}.`, {
        hint: 'The inbox shows those there are.',
      });
    return approvalFromRow(row as Row);
  }

  return {
    read({ approvalId, offset }) {
      const { effectId, envelopeHash } = stateOf(approvalId);
      // An action never changes under its hash, and its pieces are asked for one after the other.
      if (lastRead?.hash !== envelopeHash || lastRead.effectId !== effectId)
        keepRead(effectFromRow(effect.get(effectId) as Row));
      if (lastRead === null) throw new Error('what is read was not kept');
      const text = (lastRead.text ??= payloadText(lastRead.payload));
      const piece = payloadPiece(text, offset);
      if (offset + piece.text.length >= text.length) lastRead = null;
      return piece;
    },
    show({ approvalId }) {
      const state = stateOf(approvalId);
      const acted = effectFromRow(effect.get(state.effectId) as Row);
      const its = runFromRow(run.get(state.runId) as Row);
      const envelope = JSON.parse(acted.envelope) as Envelope;
      const lastUndo = undo.get(state.effectId);
      const { facts } = acted;
      const costs = cost(state.runId);
      const why = facts.why as unknown as { rule: string; sentence: string; matched: string[]; automaticIf: string };
      return {
        ...approvalSummary(state),
        ...payloadStart(keepRead(acted)),
        files: keptTextsOf(envelope.params).map((kept) => ({
          ...kept,
          artifactId: (fileOf.get(state.runId, kept.sha256) as string | undefined) ?? null,
        })),
        uninspectable: [...facts.uninspectable],
        effectClass: facts.effectClass as ApprovalDetail['effectClass'],
        effectStatus: acted.status,
        cause: acted.cause,
        causeDetail: acted.causeDetail,
        verb: acted.verb,
        readAtMs: facts.readAtMs,
        claimed: facts.claim,
        why: {
          policyId: envelope.policy.id,
          policyVersion: envelope.policy.version,
          inForce: otherPolicy(state.status, envelope),
          ruleId: why.rule,
          sentence: why.sentence,
          matched: why.matched,
          automaticIf: why.automaticIf,
        },
        blast: {
          systems: [...facts.systems],
          records: facts.records,
          people: facts.people,
          external: facts.leaves,
          reversible: facts.canCompensate,
          conditionalWrite: facts.conditionalWrite,
        },
        who: {
          agentTitle: its.agentTitle,
          releaseHash: its.releaseHash,
          releaseBy: (addedBy.get(its.releaseHash) as string | undefined) ?? null,
          startedBy: its.startedBy,
          askedBy: askedBy(acted, its),
          // An undoing stands where what it undoes stood.
          step: stepOf(acted.compensates === null ? acted : effectFromRow(effect.get(acted.compensates) as Row), its),
          modelName: answeredBy({
            ...its,
            isBuiltIn: builtIn.get(its.releaseHash) === 1,
            modelCalls: costs.soFar['model-calls'] ?? 0,
          }),
        },
        notes: [...state.plan.notes],
        cost: costs,
        decisions: decisions.all(approvalId).map((one) => decisionFromRow(one as Row)),
        receipt: acted.receipt,
        holdMs: acted.holdMs,
        canCompensate: facts.canCompensate,
        undo: lastUndo === undefined ? null : effectSummary(effectFromRow(lastUndo as Row)),
        standing: cardGrant(acted.effectId),
        edited: editOrigin(acted),
        supersedes: acted.supersedes === null ? null : linked(effect.get(acted.supersedes)),
        supersededBy: linked(successor.get(acted.effectId)),
      };
    },
  };
}

function linked(row: unknown): LinkedAction | null {
  return row === undefined ? null : linkedAction(effectFromRow(row as Row));
}

/** Most changes a card lists, and characters of each value: the whole text is in the two actions themselves. */
const mostChanges = 200;
const mostShown = 2_000;

function editOrigin({ facts, envelope }: EffectState): EditOrigin | null {
  const { edit } = facts;
  if (edit === undefined) return null;
  const { tool, target, params } = JSON.parse(envelope) as Envelope;
  const all = changesBetween(edit.asked, { tool: tool.id, target, params });
  const changes = all
    .slice(0, mostChanges)
    .map(({ field, before, after }) => ({ field, before: cut(before), after: cut(after) }));
  return { by: edit.by, reason: edit.reason, atMs: edit.atMs, changes, more: all.length - changes.length };
}

function cut(value: string | null): string | null {
  return value === null || value.length <= mostShown ? value : `${value.slice(0, mostShown)}…`;
}
