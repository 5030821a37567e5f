import type { Person } from '../../../shared/domain/person.ts';
import type { BudgetStop } from '../../../shared/domain/budget.ts';
import type { WireError } from '../../../shared/errors.ts';
import { evolveAll } from '../approvals/evolve.ts';
import type { Decided, DecisionEnv } from '../approvals/events.ts';
import { lineOfEffect } from '../budgets/lines.ts';
import { stoppedFor } from '../budgets/reserve-call.ts';
import { followUse } from '../grants/follow-use.ts';
import { systemActor, type AuditEntry } from '../engine/audit-entry.ts';
import type { Change, Decide, Loaded } from '../engine/engine-port.ts';
import { endWait, putRun } from '../engine/journal-rows.ts';
import type { EffectBundle, JournalRow, RunState } from '../engine/states.ts';
import { decisionEnvOf } from './decision-env.ts';
import { bundleChanges, runEventsOf } from './effect-changes.ts';
import { askedTool, outcomeOf } from './outcome.ts';

export type EffectKeys = { readonly effect: string; readonly run: string; readonly release: string };

/** An effect moved on, and its run with it when the agent was waiting for exactly this. */
export interface Advanced {
  readonly bundle: EffectBundle;
  readonly row: JournalRow | null;
  readonly state: RunState | null;
  /** Set when its run was stopped at a budget. */
  readonly stopped: RunState | null;
}

export interface Advance {
  /** The person behind it, or null for the runtime itself. */
  readonly by: Person | null;
  readonly isInHost: () => boolean;
  /** Pure; sees the rows as they are inside the transaction. */
  readonly decide: (bundle: EffectBundle, env: DecisionEnv, loaded: Loaded<EffectKeys>) => Decided;
  /** The budget that `decide` found in its way: the run stops at it in the same transaction. */
  readonly budgetStop?: () => BudgetStop | null;
  /** The audit event of a refused decision. */
  readonly refusal?: (bundle: EffectBundle, error: WireError) => AuditEntry;
  /** Written in the same transaction, whether it was refused or not: what became of an item of a batch. */
  readonly outcome?: (bundle: EffectBundle, refused: WireError | null) => Change;
}

/** One step of an effect: its rows, its audit events, its run's counters, and the end of the agent's wait, in one transaction. */
export function advance(step: Advance): Decide<EffectKeys, Advanced> {
  return (loaded, env) => {
    const { effect: bundle, run } = loaded;
    if (bundle === null) return { ok: false, error: { code: 'not-found', message: 'There is no such effect.' } };
    const decided = step.decide(bundle, decisionEnvOf(bundle.effect, loaded, env), loaded);
    if (!decided.ok) {
      const error = { code: decided.code, message: decided.message };
      const audit = step.refusal === undefined ? [] : [step.refusal(bundle, error)];
      if (step.outcome === undefined) return { ok: false, error, audit };
      const told = audit.map((entry): Change => ({ put: 'audit', entry }));
      const unmoved = { bundle, row: null, state: null, stopped: null };
      return { ok: true, changes: [...told, step.outcome(bundle, error)], reply: unmoved };
    }
    const after = evolveAll(bundle, decided.events, env.nowMs);
    const actor = step.by === null ? systemActor : { kind: 'person' as const, id: step.by.personId };
    const changes: Change[] = bundleChanges(bundle, after, decided.events, actor, step.by?.role ?? null);
    changes.push(...followUse(bundle, after, decided.events, loaded.grants, env.nowMs));
    const line = run === null ? null : lineOfEffect(run, bundle.effect, after.effect, loaded.spending, env.nowMs);
    if (line !== null) changes.push(...line.changes);
    if (step.outcome !== undefined) changes.push(step.outcome(after, null));
    const stop = step.budgetStop?.() ?? null;
    if (stop !== null && run !== null) {
      const { change, also } = stoppedFor(run, stop, env);
      const reply = { bundle: after, row: null, state: change.state, stopped: change.state };
      return { ok: true, changes: [...changes, change, ...also], reply };
    }
    const also = [...runEventsOf(bundle, after), ...(line?.events ?? [])];
    // No agent waits for a compensation.
    const isAwaited = bundle.effect.compensates === null && outcomeOf(bundle.effect) === null;
    const outcome = isAwaited ? outcomeOf(after.effect) : null;
    const waited = {
      path: bundle.effect.path,
      kind: 'effect' as const,
      name: askedTool(bundle.effect),
      argsHash: bundle.effect.facts.argsHash,
      attempt: 1,
      lineageId: bundle.effect.lineageId,
    };
    const ended =
      outcome === null
        ? null
        : endWait(run, env, waited, { result: JSON.stringify(outcome), inHost: step.isInHost(), also });
    if (ended !== null) changes.push(...ended.changes);
    else if (run !== null && also.length > 0) changes.push(putRun(run, also));
    return {
      ok: true,
      changes,
      reply: { bundle: after, row: ended?.row ?? null, state: ended?.state ?? null, stopped: null },
    };
  };
}
