import type { JsonObject } from '../../../shared/json.ts';
import { openEnvelope, sealEnvelope } from '../approvals/envelope.ts';
import { fingerprintOf } from '../approvals/fingerprint.ts';
import { riskOf } from '../approvals/risk.ts';
import type { AuditActor } from '../audit/kinds.ts';
import { effectKey } from '../effects/effect-key.ts';
import { judgeAction } from '../effects/judge-action.ts';
import { bundleOf, envelopeOf } from '../effects/new-effect.ts';
import { openingOf, type OpenEffect } from '../effects/open-effect.ts';
import type { Change, Env, Loaded } from '../engine/engine-port.ts';
import type { EffectBundle, EffectState, RunState, UndoAsked } from '../engine/states.ts';
import type { PolicyVerdict } from '../policies/evaluate.ts';
import { suspendForUndo } from '../grants/follow-use.ts';
import type { ToolFacts } from '../tools/contract.ts';
import { toolFactsUnder, toolRegistry } from '../tools/registry.ts';

export type UndoKeys = { run: string; release: string };

export interface UndoRequest {
  readonly done: EffectState;
  /** How often its undoing was opened before: each has a key of its own. */
  readonly earlier: number;
  readonly asked: UndoAsked;
  readonly actor: AuditActor;
}

interface OpenedUndo {
  readonly changes: readonly Change[];
  readonly settled: EffectBundle;
}

/**
 * The one way an undoing begins, of a single action as of a whole run: an effect of its own, judged by the policy as what
 * it undoes was, whose envelope names that action by hash and key. The run is for the caller to write. An action whose
 * stored bytes cannot be told any more is refused here, for all to see, and stands in the way of no other.
 */
export function openUndo(request: UndoRequest, run: RunState, loaded: Loaded<UndoKeys>, env: Env): OpenedUndo {
  const { done } = request;
  const original = openEnvelope(done.envelope, done.envelopeHash);
  const told = original.ok
    ? { target: original.envelope.target, params: original.envelope.params as JsonObject }
    : { target: done.title, params: {} };
  const tool = original.ok ? (toolRegistry.get(done.toolId) ?? null) : null;
  const open: OpenEffect = {
    activation: run.activation,
    path: `undo:${done.effectId}`,
    argsHash: '',
    proposal: { tool: done.toolId, ...told, evidence: [], claim: '', tainted: [] },
    tool,
    preparation: {
      ok: true,
      preconditions: {},
      diff: done.facts.diff.map(({ field, before, after }) => ({ field, before: after, after: before })),
    },
    readAtMs: env.nowMs,
    firstTime: false,
  };
  const facts = tool === null ? null : toolFactsUnder(tool, loaded.settings, told.params);
  const judged = judgeAction({ ...open.proposal, facts, firstTime: false }, { ...loaded, run }, env);
  const verdict: PolicyVerdict = original.ok
    ? judged
    : {
        ...judged,
        tier: 'deny',
        rule: 'unreadable-action',
        sentence: `It cannot be undone from here. ${original.reason}`,
      };
  const made = sealed(request, { open, facts, verdict, run, loaded, env });
  const opening = openingOf(made, verdict, run, env, request.actor);
  // What is judged here is proposed here: nothing can have moved it meanwhile.
  if (!opening.ok) throw new Error(`the undoing of ${done.effectId} could not be opened: ${opening.error.message}`);
  return { ...opening, changes: [...opening.changes, ...suspendForUndo(done, loaded.grants, env.nowMs)] };
}

interface Judged {
  readonly open: OpenEffect;
  readonly facts: ToolFacts | null;
  readonly verdict: PolicyVerdict;
  readonly run: RunState;
  readonly loaded: Loaded<UndoKeys>;
  readonly env: Env;
}

function sealed({ done, earlier, asked }: UndoRequest, judged: Judged): EffectBundle {
  const { open, facts: toolFacts, verdict, run, loaded, env } = judged;
  const generation = earlier + 1;
  const undo = { effect: done.effectId, envelope: done.envelopeHash, key: done.effectKey };
  const { policy, hash } = loaded.policy;
  const inForce = { policyId: policy.id, policyVersion: policy.version, policyHash: hash };
  const envelope = { ...envelopeOf(open, toolFacts, verdict, run, inForce, env), params: { undo }, generation };
  const sealing = sealEnvelope(envelope);
  // It holds ids, hashes and a target that has been sealed before.
  if (!sealing.ok) throw new Error(`the undoing of ${done.effectId} could not be sealed: ${sealing.reason}`);
  const bytes = { ...sealing.sealed, uninspectable: [], expiresAtMs: envelope.expiresAtMs, settings: loaded.settings };
  const { effect, approval, ...rest } = bundleOf(open, toolFacts, verdict, run, bytes, env);
  const title = `Undo: ${done.title}`;
  const { rule, tier } = verdict;
  const { systems } = effect.facts;
  const fingerprint = fingerprintOf({ toolId: done.toolId, params: { undo }, rule, tier, systems });
  // What undoes an action is not undone itself.
  const facts = { ...effect.facts, canCompensate: false, undo: asked };
  return {
    ...rest,
    effect: {
      ...effect,
      generation,
      effectKey: effectKey(env.instanceId, { lineageId: run.lineageId, path: open.path, generation }),
      compensates: done.effectId,
      title,
      verb: 'Undo',
      facts,
    },
    approval: approval === null ? null : { ...approval, title, fingerprint, ...riskOf({ tier: effect.tier, facts }) },
  };
}
