import type { BudgetStop } from '../../../shared/domain/budget.ts';
import { finalRunStatuses } from '../../../shared/domain/run.ts';
import { systemActor } from '../engine/audit-entry.ts';
import type { Change, Decide, Env } from '../engine/engine-port.ts';
import { putRun, wake } from '../engine/journal-rows.ts';
import { endCancelled, refuse } from '../engine/run-decisions.ts';
import type { RunEvent } from '../engine/run-events.ts';
import type { EffectState, RunState } from '../engine/states.ts';
import type { HostCall } from '../hosts/protocol.ts';
import { reservedLine, resumedLine } from './lines.ts';
import { inTheWay, reservedBy, withUnstated } from './reserve.ts';
import { standsOf, type Spending } from './stands.ts';
import { budgetExceeded, stopSentence } from './stop-words.ts';

/** `stop`: the run as it was stopped for a budget; null: the call may begin. */
export interface Reserved {
  readonly stop: BudgetStop | null;
  /** It is asked for again when something that is reserved has been given back. */
  readonly waits: boolean;
  readonly run: RunState;
}

/**
 * Before a step or a model call: what it asks for is reserved, or the run stops at the budget that has no room for it. It
 * waits where only what is reserved stands in the way, since that may be given back, and where the stop would cut off a
 * model call of the run, of which nobody could say what it cost.
 */
export function reserveCall(activation: number, call: HostCall): Decide<{ run: string }, Reserved> {
  return ({ run, spending, settings }, env) => {
    if (run === null || run.activation !== activation || finalRunStatuses.has(run.status))
      return refuse('wrong-state', `Activation ${activation} of the run is over.`);
    if (call.isResumed === true) {
      const changes = resumedLine(run, call, spending);
      if (changes.length > 0) return { ok: true, changes, reply: { stop: null, waits: false, run } };
    }
    const stands = standsOf(run, spending);
    const estimate = withUnstated(call.kind, reservedBy(call.kind, call.expected), stands, settings);
    const obstacle = inTheWay(stands, { kind: call.kind, name: call.name, estimate });
    if (obstacle === null) {
      const line = reservedLine(run, call, estimate, { atMs: env.nowMs, day: spending.today() });
      return { ok: true, changes: [line], reply: { stop: null, waits: false, run } };
    }
    const { stop, isFull } = obstacle;
    // Paused it would be neither ended nor at work, and nobody could cancel it again.
    if (run.cancelRequested) {
      const ended = endCancelled(run, env);
      return { ...ended, reply: { stop, waits: false, run: ended.reply } };
    }
    if (!isFull || isCalling(run, spending)) return { ok: true, changes: [], reply: { stop: null, waits: true, run } };
    const { change, also } = stoppedFor(run, stop, env);
    return { ok: true, changes: [change, ...also], reply: { stop, waits: false, run: change.state } };
  };
}

/** Whether a model call of this activation is under way. */
function isCalling({ runId, activation }: RunState, spending: Spending): boolean {
  return spending
    .openLines(runId)
    .some((line) => line.kind === 'model' && line.status === 'reserved' && line.activation === activation);
}

/** The budget in the way of handing an effect to its tool, or null. */
export function toolCallStop(
  run: RunState,
  effect: Pick<EffectState, 'toolId'>,
  spending: Spending,
): BudgetStop | null {
  const asking = { kind: 'effect' as const, name: effect.toolId, estimate: reservedBy('effect') };
  return inTheWay(standsOf(run, spending), asking)?.stop ?? null;
}

/** A run that stands at a budget, also one that waits: paused until a person decides, or failed, as the budget says. */
export function stoppedFor(
  run: RunState,
  stop: BudgetStop,
  { nowMs }: Pick<Env, 'nowMs'>,
): { readonly change: ReturnType<typeof putRun>; readonly also: readonly Change[] } {
  const { runId } = run;
  const { budgetId, key, measure, limit, used, reserved, unknown, asked, what, atLimit } = stop;
  const asks = atLimit === 'ask';
  const events: readonly RunEvent[] = asks
    ? [{ kind: 'paused', pause: { by: 'The budget', reason: stopSentence(stop), atMs: nowMs, budget: stop } }]
    : [...wake(run, true), { kind: 'failed', error: budgetExceeded(stop), atMs: nowMs }];
  return {
    change: putRun(run, events),
    also: [
      ...(asks ? [] : [{ put: 'timer-gone' as const, runId, path: null }]),
      {
        put: 'audit',
        entry: {
          kind: 'budget.stopped',
          actor: systemActor,
          run: runId,
          facts: {
            budget: budgetId,
            key,
            measure,
            limit,
            used,
            reserved,
            unknown,
            asked,
            what,
            outcome: asks ? 'paused' : 'failed',
          },
        },
      },
    ],
  };
}
