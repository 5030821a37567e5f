import type { JsonObject } from '../../../shared/json.ts';
import type { Person } from '../../../shared/domain/person.ts';
import type { RunError, RunSummary } from '../../../shared/domain/run.ts';
import { openEnvelope, sealEnvelope } from '../approvals/envelope.ts';
import { fingerprintOf } from '../approvals/fingerprint.ts';
import { effectKey } from '../effects/effect-key.ts';
import { bundleOf, envelopeOf } from '../effects/new-effect.ts';
import { openingOf, type OpenEffect } from '../effects/open-effect.ts';
import { systemActor } from '../engine/audit-entry.ts';
import type { Change, Decide, Env, Loaded } from '../engine/engine-port.ts';
import { putRun } from '../engine/journal-rows.ts';
import { refuse } from '../engine/run-decisions.ts';
import type { EffectState, RunState } from '../engine/states.ts';
import { runSummary } from '../engine/summaries.ts';
import { evaluatePolicy } from '../policies/evaluate.ts';
import { toolFactsUnder, toolRegistry } from '../tools/registry.ts';
import { canRollBack } from './allowed.ts';
import { by } from './by.ts';
import { undoPlan } from './undo-plan.ts';

/** Rolls a finished run back: its status says so from this commit on, and the rest follows from the rows. */
export function rollBackRun(
  person: Person,
  reason: string,
  effectsOf: (runId: string) => readonly EffectState[],
): Decide<{ run: string }, RunSummary> {
  return ({ run }, env) => {
    if (run === null) return refuse('not-found', 'There is no such run.');
    const verb = canRollBack(run);
    if (!verb.allowed) return refuse('wrong-state', verb.reason, 'Nothing was changed.');
    const { toOpen, cannot } = undoPlan(effectsOf(run.runId), env.nowMs);
    if (toOpen.length === 0)
      return refuse(
        'refused',
        cannot.length === 0
          ? 'Nothing this run did is still in place.'
          : `None of the ${cannot.length} actions of this run that happened declares a way to be undone.`,
        'Nothing was changed.',
      );
    const change = putRun(run, [{ kind: 'undo-begun', undo: { by: person.printedName, reason, atMs: env.nowMs } }]);
    const facts = { reason, actions: toOpen.length, cannot: cannot.length };
    return {
      ok: true,
      changes: [change, { put: 'audit', entry: { ...by(person), kind: 'run.rolled-back', run: run.runId, facts } }],
      reply: runSummary(change.state),
    };
  };
}

type UndoKeys = { run: string; release: string };

/**
 * Opens the compensations of these effects, in this order: each is an effect of its own, judged by the policy and, where
 * that says so, decided by a person. Its envelope names the action it undoes by hash and key.
 */
export function openUndos(
  effects: (run: RunState) => readonly EffectState[],
  earlier: (done: EffectState) => number,
): Decide<UndoKeys, number> {
  return (loaded, env) => {
    const { run, release } = loaded;
    if (run === null || release === null || run.status !== 'compensating') return { ok: true, changes: [], reply: 0 };
    const changes: Change[] = [];
    let waiting = 0;
    const dones = effects(run);
    for (const done of dones) {
      const opened = openOne(done, earlier(done) + 1, run, loaded, env);
      if (typeof opened === 'string') return refuse('refused', opened);
      changes.push(...opened.changes);
      if (opened.waits) waiting += 1;
    }
    const events = dones.map((_, index) => ({ kind: 'effect-opened' as const, waitsForDecision: index < waiting }));
    if (events.length > 0) changes.push(putRun(run, events));
    return { ok: true, changes, reply: dones.length };
  };
}

function openOne(
  done: EffectState,
  generation: number,
  run: RunState,
  { policy: inForce, settings }: Loaded<UndoKeys>,
  env: Env,
): { readonly changes: readonly Change[]; readonly waits: boolean } | string {
  const original = openEnvelope(done.envelope, done.envelopeHash);
  if (!original.ok) return original.reason;
  const path = `undo:${done.effectId}`;
  const undo = { effect: done.effectId, envelope: done.envelopeHash, key: done.effectKey };
  const request: OpenEffect = {
    activation: run.activation,
    path,
    argsHash: '',
    proposal: {
      tool: done.toolId,
      target: original.envelope.target,
      params: original.envelope.params as JsonObject,
      evidence: [],
      claim: '',
      tainted: [],
    },
    tool: toolRegistry.get(done.toolId) ?? null,
    preparation: {
      ok: true,
      preconditions: {},
      diff: done.facts.diff.map(({ field, before, after }) => ({ field, before: after, after: before })),
    },
    readAtMs: env.nowMs,
    firstTime: false,
  };
  const facts = request.tool === null ? null : toolFactsUnder(request.tool, settings, request.proposal.params);
  const verdict = evaluatePolicy(inForce.policy, {
    toolId: done.toolId,
    toolKnown: facts !== null,
    effectClass: facts?.effectClass ?? 'unknown',
    agentId: run.agentId,
    external: facts?.external ?? true,
    conditionalWrite: facts?.conditionalWrite ?? false,
    tainted: [],
    firstTime: false,
  });
  const policy = { policyId: inForce.policy.id, policyVersion: inForce.policy.version, policyHash: inForce.hash };
  const envelope = { ...envelopeOf(request, facts, verdict, run, policy, env), params: { undo }, generation };
  const sealing = sealEnvelope(envelope);
  if (!sealing.ok) return sealing.reason;
  const sealed = { ...sealing.sealed, uninspectable: [], expiresAtMs: envelope.expiresAtMs };
  const made = bundleOf(request, facts, verdict, run, sealed, env);
  const title = `Undo: ${done.title}`;
  const fingerprint = fingerprintOf({ toolId: done.toolId, params: { undo }, rule: verdict.rule, tier: verdict.tier });
  const opening = openingOf(
    {
      ...made,
      effect: {
        ...made.effect,
        generation,
        effectKey: effectKey(env.instanceId, { lineageId: run.lineageId, path, generation }),
        compensates: done.effectId,
        title,
        verb: 'Undo',
        facts: { ...made.effect.facts, canCompensate: false },
      },
      approval: made.approval === null ? null : { ...made.approval, title, fingerprint },
    },
    verdict,
    run,
    env,
    systemActor,
  );
  if (!opening.ok) return opening.error.message;
  return { changes: opening.changes, waits: made.approval !== null };
}

/** Everything that can be undone was tried: the run says how far that came. */
export function endUndo(
  effectsOf: (runId: string) => readonly EffectState[],
): Decide<{ run: string }, RunState | null> {
  return ({ run }, env) => {
    if (run === null || run.status !== 'compensating') return { ok: true, changes: [], reply: null };
    const plan = undoPlan(effectsOf(run.runId), run.undo?.atMs ?? 0);
    if (plan.toOpen.length + plan.toMark.length + plan.open.length + plan.inFlight.length > 0)
      return { ok: true, changes: [], reply: null };
    const atMs = env.nowMs;
    const undone = plan.undone.length;
    const left = plan.notUndone;
    const error: RunError | null =
      left.length === 0
        ? null
        : {
            code: 'not-all-undone',
            message: `${undone} of ${undone + left.length} actions were undone. First of the others: ${left[0]?.done.title ?? ''}: ${left[0]?.by.causeDetail ?? 'it was refused'}`,
            hint: 'They are still in place. Look at each under Effects, then roll back again or leave them.',
          };
    const status = left.length > 0 ? 'needs-attention' : undone > 0 ? 'compensated' : 'cancelled';
    const change = putRun(run, [{ kind: 'undo-ended', status, error, atMs }]);
    const facts = { undone, left: left.length, cannot: plan.cannot.length };
    return {
      ok: true,
      changes: [change, { put: 'audit', entry: { kind: 'run.undo-ended', actor: systemActor, run: run.runId, facts } }],
      reply: change.state,
    };
  };
}
