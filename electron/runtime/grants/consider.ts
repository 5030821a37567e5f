import { createHmac } from 'node:crypto';
import { approversOf } from '../../../shared/domain/duty.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import { policyToolId } from '../../../shared/domain/policy-version.ts';
import { stopOver } from '../../../shared/domain/stop-scope.ts';
import type { Stop } from '../../../shared/domain/workspace.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { EffectBundle, RunState } from '../engine/states.ts';
import { noRoom, windowStart, wrongMoney } from './caps.ts';
import type { GrantsAtHand, StandingGrantState } from './grant-states.ts';
import { outsideScope } from './scope.ts';
import { brokenBy, notInForce, type GrantWorld } from './still-holds.ts';

export interface Considered {
  /** As it was just opened, waiting for a person. */
  readonly bundle: EffectBundle;
  readonly envelope: Envelope;
  readonly run: Pick<RunState, 'agentId' | 'sandbox' | 'generation' | 'origin' | 'cancelRequested'>;
  /** Untrusted input chose its target, amount or tool (A20). */
  readonly isChosenByInput: boolean;
  readonly stops: readonly Stop[];
  /** Why effects are held as a whole; null when they are not. */
  readonly heldBecause: string | null;
  /** A sample of this grant was taken back before a person had answered, and no other was looked at in its place yet. */
  readonly owesLook: (grant: StandingGrantState) => boolean;
}

export type Consideration =
  /** Nothing covers it: a person decides, as always. */
  | { readonly kind: 'none' }
  | { readonly kind: 'granted'; readonly grant: StandingGrantState }
  | { readonly kind: 'sampled'; readonly grant: StandingGrantState }
  | { readonly kind: 'over-cap'; readonly grant: StandingGrantState; readonly reason: string }
  /** It would be covered by a grant under which the world has changed: that grant is suspended. */
  | {
      readonly kind: 'broken';
      readonly grant: StandingGrantState;
      readonly broken: NonNullable<ReturnType<typeof brokenBy>>;
    };

/** Whether a standing grant decides on an action that waits for one person. Pure; nothing is let through by default. */
export function consider(action: Considered, grants: GrantsAtHand, world: GrantWorld): Consideration {
  if (neverBecause(action) !== null || grants.isOfRepeated(action.bundle.effect.runId)) return { kind: 'none' };
  let full: Consideration = { kind: 'none' };
  for (const grant of grants.active()) {
    if (notInForce(grant, world.nowMs) !== null || notCovered(grant, action) !== null) continue;
    const broken = brokenBy(grant, world);
    if (broken !== null) return { kind: 'broken', grant, broken };
    const used = grants.used(grant.grantId, grant.version);
    const recently = grants.usedSince(grant.grantId, windowStart(grant.terms, world.nowMs));
    const reason = noRoom(grant.terms, used, recently, action.bundle.approval?.money ?? null);
    if (reason === null) return { kind: goesToPerson(grant, action, grants) ? 'sampled' : 'granted', grant };
    if (full.kind === 'none') full = { kind: 'over-cap', grant, reason };
  }
  return full;
}

/** Why no standing grant may decide on this action, whatever its terms; null: one may. */
export function neverBecause({ bundle, envelope, run, ...action }: Considered): string | null {
  const { effect, approval } = bundle;
  if (approval?.status !== 'pending' || bundle.decisions.length > 0) return 'It does not wait for a first decision.';
  if (effect.tier !== 'gate' || envelope.tier !== 'gate') return 'It is not decided by one person.';
  if (effect.toolId === policyToolId) return 'Who may decide is never decided beforehand.';
  const asked = approversOf(envelope.tier, envelope.approvers);
  if (asked.count > 1 || asked.apart || asked.roles.length > 0) return 'Certain people are asked for.';
  if (effect.facts.uninspectable.length > 0) return 'It cannot be shown for certain.';
  if (action.isChosenByInput) return 'Untrusted input chose its target, its amount or its tool.';
  if (effect.compensates !== null) return 'It undoes something.';
  // Asked anew until it is not sampled, or after a person changed it: that is a person's to decide.
  if (effect.supersedes !== null) return 'It takes the place of another.';
  if (effect.generation !== 1 || envelope.generation !== 1) return 'It is a later version of an action.';
  // A16: whatever is asked for again, because a run was begun again, is asked of a person.
  if (run.generation > 1 || run.origin?.kind === 'fork') return 'Its run was begun again from an earlier one.';
  if (run.sandbox) return 'Its run is a sandbox.';
  if (run.cancelRequested) return 'Its run is being cancelled.';
  if (action.heldBecause !== null) return action.heldBecause;
  const { effectClass } = effect.facts;
  const stop = stopOver(action.stops, { agentId: run.agentId, toolId: effect.toolId, effectClass });
  return stop === null ? null : `${stop.by} stopped it.`;
}

/** Why a grant does not cover an action; null: it does. The same whenever it is looked at. */
export function notCovered(
  { terms, bound }: StandingGrantState,
  { bundle, envelope }: Pick<Considered, 'bundle' | 'envelope'>,
): string | null {
  if (envelope.agent.id !== terms.agentId) return "It is another agent's.";
  if (envelope.tool.id !== terms.toolId) return 'It is done with another tool.';
  if (bundle.effect.facts.effectClass !== terms.effectClass) return 'It is of another effect class.';
  if (bound === null || envelope.agent.release !== bound.releaseHash) return 'It is asked for by another release.';
  return (
    wrongMoney(terms, bundle.approval?.money ?? null) ??
    outsideScope(terms.scope, { target: envelope.target, params: envelope.params as JsonObject })
  );
}

/**
 * A run that takes a sample back unanswered does not get another throw: all of it goes to a person then. And whoever asks
 * next is looked at in its place, so that an agent gains nothing by asking through another run of its own.
 */
function goesToPerson(grant: StandingGrantState, action: Considered, grants: GrantsAtHand): boolean {
  const { bundle } = action;
  return isSampled(grant, bundle) || action.owesLook(grant) || grants.lostSample(grant.grantId, bundle.effect.runId);
}

/**
 * Told by the grant's own key, which nobody outside the engine has, from an action's hash, which holds a nonce made here: an agent can
 * neither know nor choose whether what it asks for goes to a person, and the answer is the same whenever it is asked.
 */
function isSampled({ sampleKey, terms }: StandingGrantState, { effect }: EffectBundle): boolean {
  const digest = createHmac('sha256', sampleKey).update(effect.envelopeHash).digest();
  return digest.readUIntBE(0, 6) % terms.sampleOneIn === 0;
}
