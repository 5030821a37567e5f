import { approversLeft, approversOf } from '../../../shared/domain/duty.ts';
import type { RefusalCause } from '../../../shared/domain/effect.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { Stop } from '../../../shared/domain/workspace.ts';
import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { EffectBundle, GrantState } from '../engine/states.ts';
import { canonicalJson } from '../json/canonical.ts';
import { openEnvelope } from './envelope.ts';
import { when } from './refusals.ts';
import { canDecide } from '../../../shared/domain/deciding-role.ts';
import { currentApprovals, isHeld } from './standing.ts';
import { stopOver, stoppedWhat } from '../../../shared/domain/stop-scope.ts';

/** How old the state an action is checked against may be (A6). */
export const maxPreparedAgeMs: Ms = 5_000;

/** The world at the moment of execution, read in the transaction that also writes the intent. */
export interface ExecutionWorld {
  /** Trusted time. */
  readonly nowMs: AtMs;
  /** When this runtime started, or the computer last woke up: nothing is dispatched in the first hold period after it (A17). */
  readonly awakeSinceMs: AtMs;
  /** The run as it is now. */
  readonly run: {
    readonly runId: string;
    readonly lineageId: string;
    readonly releaseHash: string;
    readonly cancelRequested: boolean;
    /** It ended after the effect was proposed. */
    readonly hasEnded: boolean;
  };
  /** Why this run, or its agent, is paused; null when neither is. Dispatched again when it is resumed. */
  readonly pausedBecause: string | null;
  readonly policy: { readonly id: string; readonly version: number; readonly hash: string };
  /** The tool as it is now; null when there is none of that id. */
  readonly tool: {
    readonly id: string;
    readonly version: string;
    readonly schemaHash: string;
    readonly effectClass: string;
  } | null;
  readonly stops: readonly Stop[];
  /** Why the standing grant it rests on does not let it leave after all; null: it does. */
  readonly standingRefusal: (standing: NonNullable<GrantState['standing']>, envelope: Envelope) => string | null;
  /** The role a person has now; null when the person is no longer there. */
  readonly roleOf: (personId: string) => string | null;
  /** The person behind a profile, as they are linked now (A13). */
  readonly identityOf: (personId: string) => string;
  /** Profiles of those who asked for it, and of the authors of agent and policy. */
  readonly ownOf: readonly string[];
  /** What the tool read just now; null when it could not. */
  readonly prepared: { readonly preconditions: Readonly<Record<string, unknown>>; readonly readAtMs: AtMs } | null;
  readonly budget: { readonly allowed: boolean; readonly reason: string };
  readonly auditWritable: boolean;
  /** Why effects are held as a whole (clock jump, copied workspace, full disk); null when they are not. */
  readonly heldBecause: string | null;
}

export type ExecutionVerdict =
  | { readonly ok: true; readonly envelope: Envelope }
  | {
      readonly ok: false;
      /** The field that differs, for the card. */
      readonly field: string;
      /** One sentence. */
      readonly reason: string;
      /** What to refuse the effect with; null = do not run it now, and ask again later. */
      readonly cause: RefusalCause | null;
    };

/** The last look before an action leaves (A6). Any difference from what was decided: nothing runs. */
export function checkExecution(bundle: EffectBundle, world: ExecutionWorld): ExecutionVerdict {
  const opened = openEnvelope(bundle.effect.envelope, bundle.effect.envelopeHash);
  if (!opened.ok) return differs('envelope', opened.reason);
  const { envelope } = opened;
  return (
    notNow(bundle, world) ??
    stopped(bundle, { envelope, world }) ??
    wrongGrant(bundle, { envelope, world }) ??
    wrongDecision(bundle, { envelope, world }) ??
    wrongOrigin(bundle, { envelope, world }) ??
    wrongPolicy(envelope, world) ??
    wrongTool(envelope, world) ??
    wrongPreconditions(envelope, world) ??
    // Last: only an action that would run stops its run at a budget.
    (world.budget.allowed ? { ok: true, envelope } : later('budget', world.budget.reason))
  );
}

type Refusal = Extract<ExecutionVerdict, { ok: false }>;
interface Look {
  readonly envelope: Envelope;
  readonly world: ExecutionWorld;
}

/** Reasons that pass by themselves: the item stays as it is. */
function notNow(bundle: EffectBundle, world: ExecutionWorld): Refusal | null {
  const { effect } = bundle;
  if (!isHeld(bundle)) return later('status', `The effect is ${effect.status}; only a granted one can run.`);
  if (world.heldBecause !== null) return later('effects', world.heldBecause);
  if (world.pausedBecause !== null) return later('paused', world.pausedBecause);
  if (!world.auditWritable) return later('audit', 'The audit log cannot be written, so nothing may run.');
  if (effect.holdUntilMs === null || world.nowMs < effect.holdUntilMs) {
    return later('hold', 'The hold window is still open.');
  }
  if (world.nowMs < world.awakeSinceMs + effect.holdMs) {
    return later('awake', 'Lanekeeper was not at work all the while; the hold window runs again in full.');
  }
  return null;
}

/** By the class it was judged as, which is the one that is shown, and by that of its tool at this moment. */
function stopped({ effect }: EffectBundle, { envelope, world }: Look): Refusal | null {
  const action = { agentId: envelope.agent.id, toolId: envelope.tool.id };
  const stop =
    stopOver(world.stops, { ...action, effectClass: effect.facts.effectClass }) ??
    stopOver(world.stops, { ...action, effectClass: world.tool?.effectClass ?? '' });
  if (stop === null) return null;
  const reason = `${stop.by} stopped ${stoppedWhat(stop.scope)} ${when(stop.atMs)}.`;
  return { ok: false, field: 'stop', reason, cause: 'stopped' };
}

function wrongGrant(bundle: EffectBundle, { envelope, world }: Look): Refusal | null {
  const { grant, effect, approval } = bundle;
  if (grant === null) return differs('grant', 'There is no grant for it.');
  if (grant.status !== 'live') return differs('grant.status', `The grant is ${grant.status}.`);
  const bound: readonly (readonly [string, unknown, unknown])[] = [
    ['effect', grant.effectId, effect.effectId],
    ['approval', grant.approvalId, approval?.approvalId ?? null],
    ['hash', grant.envelopeHash, effect.envelopeHash],
    ['lineage', grant.lineageId, envelope.lineage],
    ['policy', grant.policyId, envelope.policy.id],
    ['policy version', grant.policyVersion, envelope.policy.version],
  ];
  for (const [name, granted, found] of bound) {
    if (granted !== found) return differs(`grant.${name}`, `The grant is for another ${name}.`);
  }
  if (grant.mintedAtMs > world.nowMs) return differs('grant.minted', 'The grant was made after the present moment.');
  if (world.nowMs >= grant.expiresAtMs)
    return differs('grant.expires', `The grant expired ${when(grant.expiresAtMs)}.`);
  if (world.nowMs >= envelope.expiresAtMs) {
    return differs('expiresAtMs', `The action expired ${when(envelope.expiresAtMs)}.`);
  }
  return wrongReviewers(bundle, grant, { envelope, world });
}

/** Enough different people of the roles asked for, each of whom may still decide. */
function wrongReviewers(bundle: EffectBundle, grant: GrantState, { envelope, world }: Look): Refusal | null {
  const { tier } = envelope;
  if (tier === 'deny') return differs('tier', 'The policy denies this action.');
  if (grant.standing !== undefined) {
    const why =
      tier === 'gate' ? world.standingRefusal(grant.standing, envelope) : 'No standing grant decides at this tier.';
    return why === null ? null : differs('grant.standing', why);
  }
  if (tier === 'auto' || tier === 'notify') return null;
  const asked = approversOf(tier, envelope.approvers);
  const people = new Set(grant.reviewers.map(({ personId }) => world.identityOf(personId)));
  if (people.size < asked.count || people.size < grant.reviewers.length) {
    return differs('reviewers', `${asked.count} different people have to approve it; the grant names ${people.size}.`);
  }
  // Whom somebody stood in for has approved by that, and counts nowhere else.
  const stoodInFor = currentApprovals(bundle).flatMap(({ onBehalfOf }) =>
    onBehalfOf === null ? [] : [world.identityOf(onBehalfOf.personId)],
  );
  if (stoodInFor.some((one) => people.has(one)) || new Set(stoodInFor).size < stoodInFor.length)
    return differs('reviewers', 'Somebody who approved it was stood in for as well, and counts once.');
  for (const { personId, role } of grant.reviewers) {
    const now = world.roleOf(personId);
    if (now === null) return differs('reviewer', `${personId}, who approved it, is no longer there.`);
    if (now !== role) return differs('reviewer.role', `${personId} approved it as ${role} and is ${now} now.`);
    const permission = canDecide(now, tier, asked.roles);
    if (!permission.allowed) return differs('reviewer.role', permission.reason);
    if (asked.apart && world.ownOf.some((own) => world.identityOf(own) === world.identityOf(personId)))
      return differs('reviewer.own', `${personId} approved it, and is the one who asked for it or wrote what asks.`);
  }
  const { lacking } = approversLeft(
    asked,
    grant.reviewers.map(({ role }) => role),
  );
  if (lacking.length > 0) return differs('reviewers.roles', `The approval of ${lacking.join(' and ')} is missing.`);
  return null;
}

/** The rows of the approval and of its decisions say the same as the grant. */
function wrongDecision(bundle: EffectBundle, { envelope }: Look): Refusal | null {
  const { approval, effect, grant } = bundle;
  const gated = envelope.tier !== 'auto' && envelope.tier !== 'notify';
  if (effect.tier !== envelope.tier)
    return differs('tier', `The tier changed from ${envelope.tier} to ${effect.tier}.`);
  if (effect.toolId !== envelope.tool.id) return differs('tool', 'The stored tool is another one than the approved.');
  if (approval === null) return gated ? differs('approval', 'There is no approval for it.') : null;
  if (approval.status !== 'holding') return differs('approval.status', `The approval is ${approval.status}.`);
  if (approval.envelopeHash !== effect.envelopeHash)
    return differs('approval.hash', 'The approval is for another action.');
  if (approval.effectId !== effect.effectId) return differs('approval.effect', 'The approval is for another effect.');
  if (approval.tier !== envelope.tier) return differs('approval.tier', 'The approval was given at another tier.');
  const decided = currentApprovals(bundle).filter((decision) => decision.envelopeHash === effect.envelopeHash);
  const missing = grant?.reviewers.find((one) => !decided.some((decision) => decision.personId === one.personId));
  return missing === undefined ? null : differs('decision', `There is no decision of ${missing.personId} for it.`);
}

function wrongOrigin(bundle: EffectBundle, { envelope, world }: Look): Refusal | null {
  const { run } = world;
  if (run.cancelRequested) {
    return { ok: false, field: 'run', reason: 'The run was cancelled meanwhile.', cause: 'withdrawn' };
  }
  if (run.hasEnded) {
    return { ok: false, field: 'run', reason: 'The run has ended; nobody waits for it any more.', cause: 'withdrawn' };
  }
  if (envelope.run !== run.runId || bundle.effect.runId !== run.runId)
    return differs('run', 'It belongs to another run.');
  if (envelope.lineage !== run.lineageId || bundle.effect.lineageId !== run.lineageId) {
    return differs('lineage', 'The run was retried after the decision; a retry asks again.');
  }
  if (envelope.agent.release !== run.releaseHash) return differs('agent.release', 'The run moved to another release.');
  if (envelope.step !== bundle.effect.path) return differs('step', 'It belongs to another step.');
  const undoes = envelope.step.startsWith('undo:') ? envelope.step.slice('undo:'.length) : null;
  if (bundle.effect.compensates !== undoes) return differs('compensates', 'It undoes another action than was decided.');
  if (envelope.generation !== bundle.effect.generation) return differs('generation', 'A newer version of it exists.');
  return null;
}

function wrongPolicy(envelope: Envelope, world: ExecutionWorld): Refusal | null {
  const { policy } = world;
  if (envelope.policy.id !== policy.id) return differs('policy', `Policy ${policy.id} is in force now.`);
  if (envelope.policy.version !== policy.version) {
    return differs(
      'policy.version',
      `The policy changed from version ${envelope.policy.version} to ${policy.version}.`,
    );
  }
  return envelope.policy.hash === policy.hash
    ? null
    : differs('policy.hash', 'The policy is another one now, under the same version.');
}

function wrongTool(envelope: Envelope, world: ExecutionWorld): Refusal | null {
  const { tool } = world;
  if (tool === null || tool.id !== envelope.tool.id)
    return differs('tool', `The tool ${envelope.tool.id} is not there.`);
  if (tool.version !== envelope.tool.version) {
    return differs('tool.version', `The tool changed from version ${envelope.tool.version} to ${tool.version}.`);
  }
  return tool.schemaHash === envelope.tool.schemaHash
    ? null
    : differs('tool.schemaHash', 'The schema of the tool changed after the decision.');
}

function wrongPreconditions(envelope: Envelope, world: ExecutionWorld): Refusal | null {
  const { prepared } = world;
  if (prepared === null) return differs('preconditions', 'The state it starts from could not be read again.');
  if (prepared.readAtMs > world.nowMs || world.nowMs - prepared.readAtMs > maxPreparedAgeMs) {
    return later('preconditions', 'The state it starts from was read too long ago.');
  }
  const fields = new Set([...Object.keys(envelope.preconditions), ...Object.keys(prepared.preconditions)]);
  for (const field of [...fields].toSorted()) {
    if (!same(envelope.preconditions[field], prepared.preconditions[field])) {
      return differs(
        `preconditions.${field}`,
        `What it acts on changed after the decision: ${field} is another one now.`,
      );
    }
  }
  return null;
}

function same(one: unknown, other: unknown): boolean {
  if (one === undefined || other === undefined) return one === other;
  return canonicalJson(one) === canonicalJson(other);
}

function differs(field: string, reason: string): Refusal {
  return { ok: false, field, reason, cause: 'stale' };
}

function later(field: string, reason: string): Refusal {
  return { ok: false, field, reason, cause: null };
}
