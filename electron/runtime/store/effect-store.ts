import type { Decision } from '../../../shared/domain/approval.ts';
import { effectKey } from '../effects/effect-key.ts';
import type { ApprovalState, EffectBundle, EffectState, GrantState } from '../engine/states.ts';
import {
  approvalFromRow,
  approvalToRow,
  decisionFromRow,
  decisionToRow,
  effectFromRow,
  effectToRow,
  grantFromRow,
  type Row,
} from './effect-rows.ts';
import type { Db } from './open.ts';

export interface EffectStore {
  bundle(effectId: string): EffectBundle | null;
  bundleOfApproval(approvalId: string): EffectBundle | null;
  /** The same for many, by id, in a few statements; one that is not there is missing. */
  bundlesOfApprovals(approvalIds: readonly string[]): ReadonlyMap<string, EffectBundle>;
  /** Which effect an approval is about, without reading either. */
  ofApproval(approvalId: string): Pick<EffectState, 'effectId' | 'runId' | 'compensates'> | null;
  insertEffect(state: EffectState): void;
  updateEffect(state: EffectState): void;
  insertApproval(state: ApprovalState): void;
  updateApproval(state: ApprovalState): void;
  insertDecision(row: Decision): void;
  putGrant(state: GrantState): void;
  /** Effects that a dispatcher must look at: granted, held, or sent without a receipt. */
  open(): EffectState[];
  /** Held effects whose window has ended, and those granted without one. */
  due(nowMs: number, limit: number): string[];
  /** The next held effect's release time after this moment. */
  nextHoldMs(afterMs: number): number | null;
  /** Effects nobody waits for any more, though nobody took them back: their run has ended, or has been begun again as another lineage. */
  orphans(): EffectState[];
  /** Approvals whose time has run out. */
  expired(nowMs: number, limit: number): string[];
  nextExpiryMs(): number | null;
  /** Approvals that have to be looked at for their own sake: reminders, chains, delegations. */
  dutiesDue(nowMs: number, limit: number): string[];
  nextDutyMs(): number | null;
  ofRun(runId: string): EffectState[];
  /** Whether no other compensation of its run has to be over before this one. */
  isUndoTurn(effect: EffectState): boolean;
  /** Every time it was asked for that this effect is undone, oldest first. */
  undosOf(effectId: string): EffectState[];
  /** What a run last asked for under this name. */
  lastNamed(runId: string, actionKey: string): EffectState | null;
  /** Runs with a compensation that is done while what it undid does not say so yet. */
  withUndoneToMark(): string[];
  /** Gives every effect that has not been sent the key of another instance of the workspace. */
  rekey(instanceId: string): void;
}

/** An undoing that a person asked for by itself. */
const isAlone = "coalesce(json_extract(effect.facts, '$.undo.isAlone'), 0)";

/** Effects of one status that may still be sent; the first condition is that of the index, word for word. */
function openBy(status: 'granted' | 'holding'): string {
  return `effect INDEXED BY effect_open WHERE status IN ('granted', 'holding', 'dispatched') AND status = '${status}'`;
}

export function createEffectStore(db: Db): EffectStore {
  const effect = db.prepare('SELECT * FROM effect WHERE effect_id = ?');
  const approval = db.prepare('SELECT * FROM approval WHERE approval_id = ?');
  const ofApproval = db.prepare(
    `SELECT effect_id AS effectId, effect.run_id AS runId, compensates FROM approval JOIN effect USING (effect_id)
     WHERE approval.approval_id = ?`,
  );
  const grant = db.prepare(
    'SELECT * FROM grant_row WHERE effect_id = ? ORDER BY minted_at_ms DESC, grant_id DESC LIMIT 1',
  );
  // By trusted time first: an id has the wall clock's, and which decision was the last tells what still counts.
  const decisions = db.prepare('SELECT * FROM decision WHERE approval_id = ? ORDER BY at_ms, decision_id');
  const many = db
    .prepare(
      `SELECT approval.*, effect.* FROM json_each(?) AS one JOIN approval ON approval.approval_id = one.value
       JOIN effect ON effect.effect_id = approval.effect_id`,
    )
    .expand();
  const grantsOfMany = db.prepare(
    `SELECT grant_row.* FROM json_each(?) AS one JOIN approval ON approval.approval_id = one.value
     JOIN grant_row ON grant_row.effect_id = approval.effect_id ORDER BY minted_at_ms, grant_id`,
  );
  const decisionsOfMany = db.prepare(
    `SELECT decision.* FROM json_each(?) AS one JOIN decision ON decision.approval_id = one.value ORDER BY at_ms, decision_id`,
  );
  const insertEffect = db.prepare(
    `INSERT INTO effect (effect_id, run_id, lineage_id, path, generation, tool_id, effect_key, compensates, supersedes, action_key, status, cause, cause_detail, tier, title, verb,
       envelope, envelope_hash, facts, approval_id, hold_ms, hold_until_ms, dispatches, intent_at_ms, receipt, created_at_ms, changed_at_ms)
     VALUES (@effectId, @runId, @lineageId, @path, @generation, @toolId, @effectKey, @compensates, @supersedes, @actionKey, @status, @cause, @causeDetail, @tier, @title, @verb,
       @envelope, @envelopeHash, @facts, @approvalId, @holdMs, @holdUntilMs, @dispatches, @intentAtMs, @receipt, @createdAtMs, @changedAtMs)`,
  );
  const updateEffect = db.prepare(
    `UPDATE effect SET status = @status, cause = @cause, cause_detail = @causeDetail, hold_until_ms = @holdUntilMs, dispatches = @dispatches,
       intent_at_ms = @intentAtMs, receipt = @receipt, changed_at_ms = @changedAtMs WHERE effect_id = @effectId`,
  );
  const insertApproval = db.prepare(
    `INSERT INTO approval (approval_id, effect_id, run_id, agent_id, tool_id, tier, status, version, envelope_hash, title, fingerprint,
       created_at_ms, expires_at_ms, hold_until_ms, decided_by, decided_at_ms, is_sample, money_micros, money_currency, risk, risk_factors,
       approvers, duty, duty_at_ms)
     VALUES (@approvalId, @effectId, @runId, @agentId, @toolId, @tier, @status, @version, @envelopeHash, @title, @fingerprint,
       @createdAtMs, @expiresAtMs, @holdUntilMs, @decidedBy, @decidedAtMs, @sample, @moneyMicros, @moneyCurrency, @risk, @riskFactors,
       @approvers, @duty, @dutyAtMs)`,
  );
  const updateApproval = db.prepare(
    `UPDATE approval SET status = @status, version = @version, hold_until_ms = @holdUntilMs, decided_by = @decidedBy,
       decided_at_ms = @decidedAtMs, expires_at_ms = @expiresAtMs, approvers = @approvers, duty = @duty, duty_at_ms = @dutyAtMs
     WHERE approval_id = @approvalId`,
  );
  const insertDecision = db.prepare(
    `INSERT INTO decision (decision_id, approval_id, envelope_hash, decision, meaning, person_id, printed_name, role, reason, auth, self_initiated, at_ms, expires_at_ms, shown_ms, opened, on_behalf_of)
     VALUES (@decisionId, @approvalId, @envelopeHash, @decision, @meaning, @personId, @printedName, @role, @reason, @auth, @selfInitiated, @atMs, @expiresAtMs, @shownMs, @opened, @onBehalfOf)`,
  );
  const putGrant = db.prepare(
    `INSERT INTO grant_row (grant_id, effect_id, approval_id, envelope_hash, lineage_id, policy_id, policy_version, reviewers, standing_grant, standing_version, status, minted_at_ms, expires_at_ms, consumed_at_ms)
     VALUES (@grantId, @effectId, @approvalId, @envelopeHash, @lineageId, @policyId, @policyVersion, @reviewers, @standingGrant, @standingVersion, @status, @mintedAtMs, @expiresAtMs, @consumedAtMs)
     ON CONFLICT (grant_id) DO UPDATE SET status = excluded.status, consumed_at_ms = excluded.consumed_at_ms`,
  );
  const open = db.prepare(
    "SELECT * FROM effect WHERE status IN ('granted', 'holding', 'dispatched') ORDER BY effect_id",
  );
  // One status at a time, from the index that tells both from what waits: all effects there ever were are beside them.
  const due = db
    .prepare(
      `SELECT effect_id FROM (
         SELECT effect_id FROM ${openBy('holding')} AND hold_until_ms <= @nowMs
         UNION ALL SELECT effect_id FROM ${openBy('granted')} AND hold_until_ms <= @nowMs
         UNION ALL SELECT effect_id FROM effect INDEXED BY effect_open
           WHERE status IN ('granted', 'holding', 'dispatched') AND status IN ('granted', 'holding') AND hold_until_ms IS NULL)
       ORDER BY effect_id LIMIT @limit`,
    )
    .pluck();
  const nextHold = db
    .prepare(
      `SELECT min(at_ms) FROM (
         SELECT min(hold_until_ms) AS at_ms FROM ${openBy('holding')} AND hold_until_ms > @afterMs
         UNION ALL SELECT min(hold_until_ms) FROM ${openBy('granted')} AND hold_until_ms > @afterMs)`,
    )
    .pluck();
  const orphans = db.prepare(
    // Those that wait for a decision by their approvals: of effects only the granted ones are in an index.
    `SELECT effect.* FROM effect JOIN run USING (run_id)
     WHERE effect_id IN (
         SELECT effect_id FROM effect WHERE status IN ('granted', 'holding', 'dispatched') AND status <> 'dispatched'
         UNION SELECT effect_id FROM approval WHERE status IN ('pending', 'partly-approved'))
       AND (effect.created_at_ms <= run.finished_at_ms OR run.lineage_id <> effect.lineage_id
         OR (run.status = 'compensating' AND effect.compensates IS NULL))
       AND NOT (${isAlone})
     ORDER BY effect_id`,
  );
  const expired = db
    .prepare(
      "SELECT approval_id FROM approval INDEXED BY approval_expiry WHERE status IN ('pending', 'partly-approved') AND expires_at_ms <= ? ORDER BY expires_at_ms LIMIT ?",
    )
    .pluck();
  const nextExpiry = db
    .prepare(
      "SELECT min(expires_at_ms) FROM approval INDEXED BY approval_expiry WHERE status IN ('pending', 'partly-approved')",
    )
    .pluck();
  const dutiesDue = db
    .prepare(
      'SELECT approval_id FROM approval WHERE duty_at_ms IS NOT NULL AND duty_at_ms <= ? ORDER BY duty_at_ms LIMIT ?',
    )
    .pluck();
  const nextDuty = db.prepare('SELECT min(duty_at_ms) FROM approval WHERE duty_at_ms IS NOT NULL').pluck();
  const unsent = db.prepare(
    "SELECT * FROM effect WHERE status IN ('proposed', 'waiting-decision', 'granted', 'holding')",
  );
  const putKey = db.prepare('UPDATE effect SET effect_key = ? WHERE effect_id = ?');
  const ofRun = db.prepare('SELECT * FROM effect WHERE run_id = ? ORDER BY effect_id');

  const earlierUndo = db.prepare(
    `SELECT 1 FROM effect WHERE run_id = ? AND compensates IS NOT NULL AND effect_id < ? AND NOT (${isAlone})
       AND status IN ('proposed', 'waiting-decision', 'granted', 'holding', 'dispatched', 'unknown') LIMIT 1`,
  );
  const undosOf = db.prepare('SELECT * FROM effect WHERE compensates = ? ORDER BY effect_id');
  const lastNamed = db.prepare(
    'SELECT * FROM effect WHERE run_id = ? AND action_key = ? ORDER BY created_at_ms DESC, effect_id DESC LIMIT 1',
  );
  const withUndoneToMark = db
    .prepare(
      `SELECT DISTINCT done.run_id FROM effect AS undo JOIN effect AS done ON done.effect_id = undo.compensates
       WHERE undo.compensates IS NOT NULL AND undo.status = 'done' AND done.status = 'done'`,
    )
    .pluck();

  function bundleOf(state: EffectState): EffectBundle {
    const approvalRow = state.approvalId === null ? undefined : approval.get(state.approvalId);
    const grantRow = grant.get(state.effectId);
    return {
      effect: state,
      approval: approvalRow === undefined ? null : approvalFromRow(approvalRow as Row),
      grant: grantRow === undefined ? null : grantFromRow(grantRow as Row),
      decisions:
        state.approvalId === null ? [] : decisions.all(state.approvalId).map((row) => decisionFromRow(row as Row)),
    };
  }

  return {
    bundle(effectId) {
      const row = effect.get(effectId);
      return row === undefined ? null : bundleOf(effectFromRow(row as Row));
    },
    bundleOfApproval(approvalId) {
      const row = approval.get(approvalId) as Row | undefined;
      if (row === undefined) return null;
      return bundleOf(effectFromRow(effect.get(row['effect_id']) as Row));
    },
    bundlesOfApprovals(approvalIds) {
      const ids = JSON.stringify(approvalIds);
      const grants = new Map((grantsOfMany.all(ids) as Row[]).map((row) => [row['effect_id'], grantFromRow(row)]));
      const given = Map.groupBy((decisionsOfMany.all(ids) as Row[]).map(decisionFromRow), (one) => one.approvalId);
      const bundles = new Map<string, EffectBundle>();
      for (const row of many.iterate(ids) as Iterable<{ readonly approval: Row; readonly effect: Row }>) {
        const [found, state] = [approvalFromRow(row.approval), effectFromRow(row.effect)];
        const decided = given.get(found.approvalId) ?? [];
        bundles.set(found.approvalId, {
          effect: state,
          approval: found,
          grant: grants.get(state.effectId) ?? null,
          decisions: decided,
        });
      }
      return bundles;
    },
    ofApproval: (approvalId) =>
      (ofApproval.get(approvalId) as ReturnType<EffectStore['ofApproval']> | undefined) ?? null,
    insertEffect: (state) => void insertEffect.run(effectToRow(state)),
    updateEffect: ({ facts: _sealed, receipt, ...moved }) =>
      void updateEffect.run({ ...moved, receipt: receipt === null ? null : JSON.stringify(receipt) }),
    insertApproval: (state) => void insertApproval.run(approvalToRow(state)),
    updateApproval: (state) => void updateApproval.run(approvalToRow(state)),
    insertDecision: (row) => void insertDecision.run(decisionToRow(row)),
    putGrant: ({ standing, ...state }) =>
      void putGrant.run({
        ...state,
        reviewers: JSON.stringify(state.reviewers),
        standingGrant: standing?.grantId ?? null,
        standingVersion: standing?.version ?? null,
      }),
    open: () => open.all().map((row) => effectFromRow(row as Row)),
    due: (nowMs, limit) => due.all({ nowMs, limit }) as string[],
    nextHoldMs: (afterMs) => (nextHold.get({ afterMs }) as number | null) ?? null,
    orphans: () => orphans.all().map((row) => effectFromRow(row as Row)),
    expired: (nowMs, limit) => expired.all(nowMs, limit) as string[],
    nextExpiryMs: () => (nextExpiry.get() as number | null) ?? null,
    dutiesDue: (nowMs, limit) => dutiesDue.all(nowMs, limit) as string[],
    nextDutyMs: () => (nextDuty.get() as number | null) ?? null,
    ofRun: (runId) => ofRun.all(runId).map((row) => effectFromRow(row as Row)),
    isUndoTurn: ({ runId, effectId, facts }) =>
      facts.undo?.isAlone === true || earlierUndo.get(runId, effectId) === undefined,
    undosOf: (effectId) => undosOf.all(effectId).map((row) => effectFromRow(row as Row)),
    lastNamed(runId, actionKey) {
      const row = lastNamed.get(runId, actionKey);
      return row === undefined ? null : effectFromRow(row as Row);
    },
    withUndoneToMark: () => withUndoneToMark.all() as string[],
    rekey(instanceId) {
      for (const row of unsent.all()) {
        const state = effectFromRow(row as Row);
        putKey.run(effectKey(instanceId, state), state.effectId);
      }
    },
  };
}
