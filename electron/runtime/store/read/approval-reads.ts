import type { Envelope } from '../../../../shared/domain/envelope.ts';
import { LanekeeperError } from '../../../../shared/errors.ts';
import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import { stepPlace } from '../../../../shared/domain/step-place.ts';
import { askedBy } from '../../effects/asked-by.ts';
import type { EffectState, RunState } from '../../engine/states.ts';
import { approvalSummary, effectSummary } from '../../engine/summaries.ts';
import { approvalFromRow, decisionFromRow, effectFromRow } from '../effect-rows.ts';
import type { Db } from '../open.ts';
import { runFromRow } from '../run-row.ts';

type Row = Record<string, unknown>;

/** Of a row of `approval`: the person whose approval was the last word; null before the first. */
export const lastApprover = `(SELECT person_id FROM decision WHERE decision.approval_id = approval.approval_id
  AND decision = 'approve' ORDER BY decision_id DESC LIMIT 1)`;

export interface ApprovalReads {
  list(input: MethodArguments<'approval.list'>): MethodOutput<'approval.list'>;
  show(input: MethodArguments<'approval.show'>): ApprovalDetail;
}

export function createApprovalReads(db: Db): ApprovalReads {
  const approval = db.prepare('SELECT * FROM approval WHERE approval_id = ?');
  const effect = db.prepare('SELECT * FROM effect WHERE effect_id = ?');
  const undo = db.prepare('SELECT * FROM effect WHERE compensates = ? ORDER BY effect_id DESC LIMIT 1');
  const decisions = db.prepare('SELECT * FROM decision WHERE approval_id = ? ORDER BY decision_id');
  const run = db.prepare('SELECT * FROM run WHERE run_id = ?');
  const counter = db.prepare('SELECT n FROM counter WHERE name = ?').pluck();
  // The last of a run stands near its end, so this reads a few rows of a long journal, not all.
  const lastTopLevel = db
    .prepare(
      "SELECT path, ord FROM journal_all WHERE run_id = ? AND lineage_id = ? AND kind <> 'lifecycle' AND path NOT LIKE '%/%' ORDER BY ord DESC LIMIT 1",
    )
    .pluck();
  const cursor = db.prepare("SELECT value FROM meta WHERE key = 'event-head'").pluck();

  function stepOf({ path, toolId, lineageId }: EffectState, its: RunState): ApprovalDetail['who']['step'] {
    const { number, branch } = stepPlace(path);
    const isOver = its.finishedAtMs !== null && its.lineageId === lineageId;
    const last = isOver ? (lastTopLevel.get(its.runId, lineageId) as string | undefined) : undefined;
    return { number, of: last === undefined ? null : stepPlace(last).number, name: branch ?? toolId };
  }

  return {
    list({ status, runId, toolId, approvedBy, text, after, limit }) {
      const where = [`status IN (${status.map(() => '?').join(', ')})`];
      const given: unknown[] = [...status];
      const add = (clause: string, value: unknown): void => {
        where.push(clause);
        given.push(value);
      };
      if (runId !== undefined) add('run_id = ?', runId);
      if (toolId !== undefined) add('tool_id = ?', toolId);
      if (approvedBy !== undefined) add(`${lastApprover} = ?`, approvedBy);
      if (text !== undefined && text !== '') add('instr(lower(title), lower(?)) > 0', text);
      const narrowed = where.length > 1;
      const total = narrowed
        ? (db
            .prepare(`SELECT count(*) FROM (SELECT 1 FROM approval WHERE ${where.join(' AND ')} LIMIT 100000)`)
            .pluck()
            .get(...given) as number)
        : status.reduce((sum, one) => sum + ((counter.get(`approval:${one}`) as number | undefined) ?? 0), 0);
      if (after !== undefined) add('approval_id > ?', after);
      const rows = db
        .prepare(`SELECT * FROM approval WHERE ${where.join(' AND ')} ORDER BY approval_id LIMIT ?`)
        .all(...given, limit + 1) as Row[];
      const approvals = rows.slice(0, limit).map((row) => approvalSummary(approvalFromRow(row)));
      return {
        approvals,
        next: rows.length > limit ? (approvals.at(-1)?.approvalId ?? null) : null,
        total,
        cursor: String(cursor.get()),
      };
    },
    show({ approvalId }) {
      const row = approval.get(approvalId);
      if (row === undefined)
        throw new LanekeeperError('not-found', `There is no approval ${approvalId}.`, {
          hint: 'The inbox shows those there are.',
        });
      const state = approvalFromRow(row as Row);
      const acted = effectFromRow(effect.get(state.effectId) as Row);
      const its = runFromRow(run.get(state.runId) as Row);
      const envelope = JSON.parse(acted.envelope) as Envelope;
      const lastUndo = undo.get(state.effectId);
      const { facts } = acted;
      const why = facts.why as unknown as { rule: string; sentence: string; matched: string[]; automaticIf: string };
      return {
        ...approvalSummary(state),
        envelope: acted.envelope,
        uninspectable: [...facts.uninspectable],
        effectClass: facts.effectClass as ApprovalDetail['effectClass'],
        effectStatus: acted.status,
        cause: acted.cause,
        causeDetail: acted.causeDetail,
        verb: acted.verb,
        diff: [...facts.diff],
        readAtMs: facts.readAtMs,
        evidence: facts.evidence as unknown as ApprovalDetail['evidence'],
        claimed: facts.claim,
        why: {
          policyId: envelope.policy.id,
          policyVersion: envelope.policy.version,
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
          startedBy: its.startedBy,
          askedBy: askedBy(acted, its),
          // An undoing stands where what it undoes stood.
          step: stepOf(acted.compensates === null ? acted : effectFromRow(effect.get(acted.compensates) as Row), its),
          modelName: 'embedded language engine',
        },
        decisions: decisions.all(approvalId).map((one) => decisionFromRow(one as Row)),
        receipt: acted.receipt,
        holdMs: acted.holdMs,
        canCompensate: facts.canCompensate,
        undo: lastUndo === undefined ? null : effectSummary(effectFromRow(lastUndo as Row)),
      };
    },
  };
}
