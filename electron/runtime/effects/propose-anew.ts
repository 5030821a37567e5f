import type { WireError } from '../../../shared/errors.ts';
import { decideApproval } from '../approvals/decide.ts';
import { decideEffect } from '../approvals/effect-lifecycle.ts';
import { evolveAll } from '../approvals/evolve.ts';
import type { Successor } from '../approvals/events.ts';
import { systemActor } from '../engine/audit-entry.ts';
import type { Change, Env, Loaded } from '../engine/engine-port.ts';
import { followUse } from '../grants/follow-use.ts';
import { endWait, putRun } from '../engine/journal-rows.ts';
import type { EffectBundle, JournalRow, RunState } from '../engine/states.ts';
import type { EffectKeys } from './advance.ts';
import { decisionEnvOf } from './decision-env.ts';
import { bundleChanges, runEventsOf } from './effect-changes.ts';
import { askedTool, outcomeOf } from './outcome.ts';

/** What becomes of the last action of the same name, now that the agent proposes it again. */
export type Earlier =
  /** There is none, or it is over and was told. */
  | { readonly kind: 'none' }
  /** It has not been sent: the later one takes its place. */
  | { readonly kind: 'replaced'; readonly bundle: EffectBundle }
  /** The agent let go of it before; the two are linked, and it stays withdrawn. */
  | { readonly kind: 'let-go'; readonly effectId: string }
  /** Another has taken its place since it was looked for: look again. */
  | { readonly kind: 'moved' }
  /** It is on its way: a second one would do it twice. */
  | { readonly kind: 'sent'; readonly reason: string };

/** Pure. How a proposal of this name stands to the one before it. */
export function earlierOf(bundle: EffectBundle | null): Earlier {
  if (bundle === null) return { kind: 'none' };
  const { effect } = bundle;
  switch (effect.status) {
    case 'proposed':
    case 'waiting-decision':
    case 'granted':
    case 'holding':
      return { kind: 'replaced', bundle };
    case 'dispatched':
    case 'unknown':
      return {
        kind: 'sent',
        reason: `"${effect.title}" has the same key and was sent already; nothing more is asked for until its end is known.`,
      };
    case 'refused':
      if (effect.cause === 'edited' || effect.cause === 'superseded') return { kind: 'moved' };
      return effect.cause === 'withdrawn' ? { kind: 'let-go', effectId: effect.effectId } : { kind: 'none' };
    case 'done':
    case 'failed':
    case 'compensated':
      return { kind: 'none' };
  }
}

export type Replaced =
  | {
      readonly ok: true;
      readonly changes: readonly Change[];
      /** The end of the agent's wait for it, where it still waits. */
      readonly rows: readonly JournalRow[];
      readonly run: RunState;
    }
  | { readonly ok: false; readonly error: WireError };

/** Ends an action in whose place its agent proposes another, and the wait for it, in the transaction that opens that. */
export function replaceEarlier(
  before: EffectBundle,
  next: Successor,
  run: RunState,
  loaded: Loaded<EffectKeys>,
  env: Env,
): Replaced {
  const reason = 'The agent proposed it anew.';
  const decisionEnv = decisionEnvOf(before.effect, loaded, env);
  const decided =
    before.approval === null
      ? decideEffect(before, { kind: 'refuse', cause: 'superseded', detail: reason }, decisionEnv)
      : decideApproval(before, { kind: 'supersede', reason, next }, decisionEnv);
  if (!decided.ok) return { ok: false, error: { code: decided.code, message: decided.message } };
  const after = evolveAll(before, decided.events, env.nowMs);
  const changes = [
    ...bundleChanges(before, after, decided.events, systemActor, null),
    ...followUse(before, after, decided.events, loaded.grants, env.nowMs),
  ];
  const also = runEventsOf(before, after);
  const { effect } = before;
  const waited = {
    path: effect.path,
    kind: 'effect' as const,
    name: askedTool(effect),
    argsHash: effect.facts.argsHash,
    attempt: 1,
    lineageId: effect.lineageId,
  };
  const result = JSON.stringify(outcomeOf(after.effect));
  const ended = endWait(run, env, waited, { result, inHost: true, also });
  if (ended !== null) return { ok: true, changes: [...changes, ...ended.changes], rows: [ended.row], run: ended.state };
  const put = putRun(run, also);
  return { ok: true, changes: [...changes, put], rows: [], run: put.state };
}
