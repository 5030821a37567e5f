import { amountWords } from '../../../shared/domain/amounts.ts';
import { budgetIdOf, type AtLimit, type Budget, type BudgetScope } from '../../../shared/domain/budget.ts';
import type { Person } from '../../../shared/domain/person.ts';
import type { RunSummary } from '../../../shared/domain/run.ts';
import type { Decide, Outcome } from '../engine/engine-port.ts';
import { putRun } from '../engine/journal-rows.ts';
import { refuse } from '../engine/run-decisions.ts';
import { runSummary } from '../engine/summaries.ts';
import type { KnownBudget } from '../store/budget-store.ts';
import { by } from '../verbs/by.ts';
import { raisedAs, standsOf } from './stands.ts';

export interface SetBudget extends BudgetScope {
  readonly limit: number;
  readonly atLimit: AtLimit;
  readonly version?: number | undefined;
}

/** `known`: looked up inside the transaction, removed ones included. */
export type KnownBudgets = (budgetId: string) => KnownBudget | null;

export function setBudget(
  request: SetBudget,
  person: Person,
  known: KnownBudgets,
): Decide<Record<string, never>, Budget> {
  return (_state, env) => {
    const { per, agentId, lane, measure, limit, atLimit } = request;
    const scope = { per, agentId, lane, measure };
    const budgetId = budgetIdOf(scope);
    const before = known(budgetId);
    const stale = changedSince(before, request.version);
    if (stale !== null) return stale;
    const version = (before?.version ?? 0) + 1;
    const budget = { ...scope, budgetId, limit, atLimit, version, by: person.printedName, atMs: env.nowMs };
    const facts = { budget: budgetId, per, agent: agentId ?? '', lane: lane ?? '', measure, limit, atLimit, version };
    return {
      ok: true,
      changes: [
        { put: 'budget', state: { ...budget, removedAtMs: null } },
        { put: 'audit', entry: { ...by(person), kind: 'budget.set', facts } },
      ],
      reply: budget,
    };
  };
}

export function removeBudget(
  request: { readonly budgetId: string; readonly version?: number | undefined },
  person: Person,
  known: KnownBudgets,
): Decide<Record<string, never>, { readonly ok: true }> {
  return (_state, env) => {
    const before = known(request.budgetId);
    if (before === null || before.removedAtMs !== null)
      return refuse(
        'not-found',
        `There is no budget "${request.budgetId}".`,
        'The list of budgets shows those there are.',
      );
    const stale = changedSince(before, request.version);
    if (stale !== null) return stale;
    const version = before.version + 1;
    return {
      ok: true,
      changes: [
        { put: 'budget', state: { ...before, version, removedAtMs: env.nowMs } },
        { put: 'audit', entry: { ...by(person), kind: 'budget.removed', facts: { budget: before.budgetId, version } } },
      ],
      reply: { ok: true },
    };
  };
}

export interface RaiseBudget {
  readonly budgetId?: string | undefined;
  readonly limit: number;
  readonly reason: string;
}

/** In one transaction with the resume of the run it is raised for, when it stands there. */
export function raiseBudget(request: RaiseBudget, person: Person): Decide<{ run: string }, RunSummary> {
  return ({ run, spending }) => {
    if (run === null) return refuse('not-found', 'There is no such run.');
    const budgetId = request.budgetId ?? run.pause?.budget?.budgetId;
    if (budgetId === undefined)
      return refuse('wrong-state', 'The run stands at no budget.', 'Name the budget that is to be raised.');
    const stand = standsOf(run, spending).find((one) => one.budgetId === budgetId);
    if (stand === undefined)
      return refuse('not-found', `The run is under no budget "${budgetId}".`, 'Its Cost tab lists those it is under.');
    const { key, measure, limit } = stand;
    if (request.limit <= limit)
      return refuse(
        'invalid-input',
        `The budget holds ${amountWords(measure, limit)} already, and ${amountWords(measure, request.limit)} is no more. Nothing was changed.`,
        'Give the whole new limit.',
      );
    const isStanding = run.status === 'paused' && run.pause?.budget?.budgetId === budgetId;
    const change = putRun(run, isStanding ? [{ kind: 'resumed' }] : []);
    const facts = { budget: budgetId, key, measure, from: limit, to: request.limit, reason: request.reason };
    return {
      ok: true,
      changes: [
        { put: 'budget-raise', budgetId: raisedAs(stand), key, by: request.limit - limit },
        { put: 'audit', entry: { ...by(person), kind: 'budget.raised', run: run.runId, facts } },
        ...(isStanding ? [change] : []),
      ],
      reply: runSummary(change.state),
    };
  };
}

function changedSince(before: KnownBudget | null, seen: number | undefined): (Outcome<never> & { ok: false }) | null {
  const now = before === null || before.removedAtMs !== null ? 0 : before.version;
  if (seen === undefined || seen === now) return null;
  return refuse(
    'stale',
    now === 0
      ? 'The budget was removed meanwhile. Nothing was changed.'
      : `${before?.by ?? 'Somebody'} changed the budget meanwhile. Nothing was changed.`,
    'Look at the list of budgets again.',
  );
}
