import type { Action, ParamProblem } from '../../../shared/domain/edit.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { Person } from '../../../shared/domain/person.ts';
import { policyToolId } from '../../../shared/domain/policy-version.ts';
import { stopOver } from '../../../shared/domain/stop-scope.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { refusedAsSeen } from '../approvals/as-seen.ts';
import { openEnvelope, sealEnvelope } from '../approvals/envelope.ts';
import type { DecisionEnv } from '../approvals/events.ts';
import { closedReason, stoppedReason } from '../approvals/refusals.ts';
import type { Env, Loaded } from '../engine/engine-port.ts';
import type { EffectBundle, RunState } from '../engine/states.ts';
import { canonicalHash, canonicalJson } from '../json/canonical.ts';
import type { PolicyVerdict } from '../policies/evaluate.ts';
import type { Preparation, ToolFacts } from '../tools/contract.ts';
import { wrongTarget } from '../tools/aimed-at.ts';
import { toolFactsUnder } from '../tools/registry.ts';
import type { EffectKeys } from './advance.ts';
import { decisionEnvOf } from './decision-env.ts';
import { isLeftOver } from './ended-run.ts';
import { judgeAction } from './judge-action.ts';
import { bundleOf, envelopeOf } from './new-effect.ts';
import type { OpenEffect } from './open-effect.ts';

/** An edit as a person sends it, and what its tool said of it just now. */
export interface EditRequest {
  readonly seen: { readonly envelopeHash: string; readonly version: number };
  readonly by: Person;
  readonly reason: string;
  readonly action: { readonly tool: string; readonly target: string; readonly params: JsonObject };
  /** Null when no tool of that id is known. */
  readonly tool: ToolFacts | null;
  readonly problems: readonly ParamProblem[];
  readonly preparation: Preparation;
  readonly readAtMs: number;
  readonly firstTime: boolean;
}

export interface EditRefusal {
  readonly ok: false;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
}

/** The action an edit would lead to, judged as if an agent had proposed it. */
export interface WeighedEdit {
  readonly ok: true;
  readonly before: EffectBundle;
  readonly run: RunState;
  readonly opened: EffectBundle;
  readonly verdict: PolicyVerdict;
  /** For the decision on the item that is edited, and for one on the action in its place. */
  readonly env: DecisionEnv;
  readonly nextEnv: DecisionEnv;
  readonly token: string;
}

/**
 * What a person's edit leads to, or why there can be none. Pure. The edited action takes the place of the old one as the
 * next generation of the same step: its key is new, so nothing that was decided, granted or sent for the old one can
 * count for it, and its lineage is the run's own, so that replay, retry and fork know it as they know any effect.
 */
export function weighEdit(request: EditRequest, loaded: Loaded<EffectKeys>, env: Env): WeighedEdit | EditRefusal {
  const { effect: before, run, release, settings } = loaded;
  const { by, action } = request;
  if (before === null || before.approval === null || run === null || release === null)
    return refuse('wrong-state', 'This action waits for nobody: it needed no decision.');
  const { effect } = before;
  if (effect.compensates !== null)
    return refuse('wrong-state', 'An undoing is decided as it is; it cannot be edited. Nothing was changed.');
  // Whoever changed its words would be its author, and it would be decided under the name of who proposed it.
  if (effect.toolId === policyToolId || action.tool === policyToolId)
    return refuse(
      'wrong-state',
      'A change of the policy is decided as it is; it cannot be edited. Nothing was changed.',
      'Reject it, and propose the change as it should be.',
    );
  const own = decisionEnvOf(effect, loaded, env);
  const refused = refusedAsSeen(before, { ...request.seen, by }, own);
  if (refused !== null) return refused;
  if (run.cancelRequested || run.lineageId !== effect.lineageId || isLeftOver(effect, run))
    return refuse('wrong-state', `Its run is ${run.status} and asks for nothing any more. Nothing was changed.`);
  const asked = actionOf(before);
  if (asked === null) return refuse('refused', `${closedReason(before)} Its bytes cannot be read; reject it.`);
  if (canonicalJson(asked) === canonicalJson(action))
    return refuse('invalid-input', 'Nothing of it is changed: it is what waits already.', 'Approve it as it is.');
  const impossible = wrongAction(request, release.manifest.tools);
  if (impossible !== null) return impossible;

  const facts = request.tool === null ? null : toolFactsUnder(request.tool, settings, action.params);
  const stop =
    stopOver(loaded.stops, { agentId: run.agentId, toolId: effect.toolId, effectClass: effect.facts.effectClass }) ??
    stopOver(loaded.stops, { agentId: run.agentId, toolId: action.tool, effectClass: facts?.effectClass ?? '' });
  if (stop !== null) return refuse('refused', stoppedReason(stop));
  // What was chosen by untrusted input stays so: a reviewer who changes one field vouches for no other.
  const tainted = effect.facts.tainted ?? ['tool, target and amount: opened before it was kept who chose them'];
  const judged = { ...action, tainted, facts, firstTime: request.firstTime };
  const verdict = judgeAction(judged, { ...loaded, run, release }, env);
  if (verdict.tier === 'deny')
    return refuse('refused', `The policy denies the edited action: ${verdict.sentence} The item waits as it was.`);
  const open = openOf(request, before, run, tainted);
  const { policy, hash } = loaded.policy;
  const inForce = { policyId: policy.id, policyVersion: policy.version, policyHash: hash };
  const envelope = envelopeOf(open, facts, verdict, run, inForce, env);
  const sealing = sealEnvelope(envelope);
  if (!sealing.ok) return refuse('invalid-input', sealing.reason);
  const sealed = { ...sealing.sealed, expiresAtMs: envelope.expiresAtMs, settings };
  const opened = bundleOf(open, facts, verdict, run, sealed, env);
  const nextEnv = decisionEnvOf(opened.effect, loaded, env);
  return { ok: true, before, run, opened, verdict, env: own, nextEnv, token: tokenOf(before, envelope) };
}

/** What a person has in front of them: of an effect, its tool, target and parameters. */
function actionOf({ effect }: EffectBundle): Action | null {
  const opened = openEnvelope(effect.envelope, effect.envelopeHash);
  if (!opened.ok) return null;
  const { tool, target, params } = opened.envelope;
  return { tool: tool.id, target, params };
}

function wrongAction(request: EditRequest, tools: readonly string[]): EditRefusal | null {
  const { action, tool, problems, preparation } = request;
  if (!tools.includes(action.tool)) {
    const known = tool === null ? `There is no tool ${action.tool}` : `The agent may not use the tool ${action.tool}`;
    return refuse('invalid-input', `${known}. The item waits as it was.`, `Its agent may use: ${tools.join(', ')}.`);
  }
  if (tool === null) return refuse('invalid-input', `There is no tool ${action.tool}. The item waits as it was.`);
  if (problems.length > 0)
    return refuse('invalid-input', `${problems.map(({ problem }) => problem).join(' ')} The item waits as it was.`);
  const aside = wrongTarget(tool, action);
  if (aside !== null) return refuse('invalid-input', `${aside} The item waits as it was.`, 'Correct its target.');
  return preparation.ok ? null : refuse('refused', `${preparation.reason} The item waits as it was.`);
}

function openOf(request: EditRequest, before: EffectBundle, run: RunState, tainted: readonly string[]): OpenEffect {
  const { effect } = before;
  const { by, reason, action } = request;
  const { edit } = effect.facts;
  const asked = edit?.asked ?? (actionOf(before) as typeof request.action | null) ?? action;
  const editors = [...new Set([...(edit?.editors ?? []), by.personId])];
  const { evidence, claim, argsHash } = effect.facts;
  return {
    activation: run.activation,
    path: effect.path,
    argsHash,
    proposal: {
      ...action,
      evidence,
      claim,
      tainted,
      ...(effect.actionKey === null ? {} : { key: effect.actionKey }),
    },
    tool: request.tool,
    preparation: request.preparation,
    readAtMs: request.readAtMs,
    firstTime: request.firstTime,
    inPlaceOf: {
      effectId: effect.effectId,
      generation: effect.generation + 1,
      edit: { asked, editors, by: by.printedName, reason, atMs: request.readAtMs },
    },
  };
}

/** The same for the same item, action, starting state and verdict: what differs between two askings is left out. */
function tokenOf({ effect }: EffectBundle, envelope: Envelope): string {
  const { nonce: _nonce, createdAtMs: _created, expiresAtMs: _expires, ...exact } = envelope;
  return canonicalHash({ item: effect.envelopeHash, exact });
}

function refuse(code: ErrorCode, message: string, hint?: string): EditRefusal {
  return { ok: false, code, message, ...(hint === undefined ? {} : { hint }) };
}
