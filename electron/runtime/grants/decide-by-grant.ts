import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { GrantUse } from '../../../shared/domain/standing-grant.ts';
import { decideApproval } from '../approvals/decide.ts';
import { evolveAll } from '../approvals/evolve.ts';
import { bundleChanges } from '../effects/effect-changes.ts';
import { decisionEnvOf } from '../effects/decision-env.ts';
import { systemActor } from '../engine/audit-entry.ts';
import type { Change, Env, Loaded } from '../engine/engine-port.ts';
import type { EffectBundle, RunState } from '../engine/states.ts';
import { consider } from './consider.ts';
import { lookMadeUp, owedLooks } from './owed-looks.ts';
import { movedGrant, usePut } from './grant-changes.ts';
import type { StandingGrantState } from './grant-states.ts';
import { grantWorldOf } from './grant-world.ts';

export interface JustOpened {
  readonly bundle: EffectBundle;
  readonly run: RunState;
  readonly isChosenByInput: boolean;
  readonly heldBecause: string | null;
}

/**
 * What the standing grants make of an action that was just opened, in its own transaction: it is granted and counted in
 * one, so that no two actions share the last place of a cap. Where none decides, it waits for a person as it was.
 */
export function decideByGrant(
  opened: JustOpened,
  loaded: Loaded<{ run: string; release: string }>,
  env: Env,
): { readonly bundle: EffectBundle; readonly changes: readonly Change[] } {
  const { bundle, run } = opened;
  const { effect, approval } = bundle;
  if (approval === null || loaded.grants.active().length === 0) return { bundle, changes: [] };
  const envelope = JSON.parse(effect.envelope) as Envelope;
  const world = grantWorldOf({ agentId: run.agentId, toolId: effect.toolId }, loaded, env);
  const owesLook = (grant: StandingGrantState): boolean => owedLooks(grant, loaded.count) > 0;
  const found = consider({ ...opened, envelope, stops: loaded.stops, owesLook }, loaded.grants, world);
  if (found.kind === 'none') return { bundle, changes: [] };
  const { grant } = found;
  if (found.kind === 'broken')
    return { bundle, changes: movedGrant(grant, [{ type: 'suspended', ...found.broken }], null, env.nowMs).changes };
  const use = (status: GrantUse['status'], note: string): readonly Change[] =>
    usePut(
      {
        effectId: effect.effectId,
        approvalId: approval.approvalId,
        runId: effect.runId,
        lineageId: effect.lineageId,
        envelopeHash: effect.envelopeHash,
        grantId: grant.grantId,
        version: grant.version,
        status,
        money: approval.money,
        note,
        atMs: env.nowMs,
      },
      effect,
    );
  if (found.kind === 'over-cap') return { bundle, changes: use('over-cap', found.reason) };
  if (found.kind === 'sampled') {
    const state = { ...approval, sampledBy: grant.terms.title };
    const told: Change = { put: 'approval', before: approval, state };
    return {
      bundle: { ...bundle, approval: state },
      changes: [told, ...use('sampled', ''), ...(owesLook(grant) ? [lookMadeUp(grant)] : [])],
    };
  }
  const decided = decideApproval(
    bundle,
    { kind: 'approve-standing', grantId: grant.grantId, version: grant.version, printedName: standingName(grant) },
    decisionEnvOf(effect, loaded, env),
  );
  if (!decided.ok) return { bundle, changes: [] };
  const after = evolveAll(bundle, decided.events, env.nowMs);
  return {
    bundle: after,
    changes: [...bundleChanges(bundle, after, decided.events, systemActor, null), ...use('reserved', '')],
  };
}

/** Who decided, where a standing grant did. */
function standingName({ terms, version, proposedBy, decidedBy }: StandingGrantState): string {
  const people = [proposedBy, decidedBy].flatMap((one) => (one === null ? [] : [one.printedName])).join(' and ');
  return `Standing grant "${terms.title}" (version ${version}) of ${people}`;
}
