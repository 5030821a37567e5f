import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import type { RunSummary } from '../../../shared/domain/run.ts';
import type { Broker } from '../effects/broker-port.ts';
import { acting, type Handler } from '../engine/acting.ts';
import type { Activations } from '../engine/activation-port.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { RunState } from '../engine/states.ts';
import type { Stores } from '../store/stores.ts';
import { settleCall } from './settle-call.ts';
import { raiseBudget, removeBudget, setBudget } from './decide-budget.ts';

export interface BudgetWorld {
  readonly engine: Engine;
  readonly stores: Pick<Stores, 'budgets' | 'runs'>;
  readonly activations: Activations;
  readonly broker: Broker;
}

/** The engine's methods on budgets. */
export function budgetHandlers({
  engine,
  stores,
  activations,
  broker,
}: BudgetWorld): Readonly<Record<string, Handler>> {
  return {
    'budget.set': async (input: MethodArguments<'budget.set'>, call) => {
      const budget = await engine.transact({}, setBudget(input, acting(call), stores.budgets.known), call.options);
      await activations.budgetsChanged();
      return budget;
    },
    'budget.remove': async (input: MethodArguments<'budget.remove'>, call) => {
      const done = await engine.transact({}, removeBudget(input, acting(call), stores.budgets.known), call.options);
      await activations.budgetsChanged();
      return done;
    },
    'budget.settle': async ({ runId, ...input }: MethodArguments<'budget.settle'>, call): Promise<RunSummary> => {
      const summary = await engine.transact({ run: runId }, settleCall(input, acting(call)), call.options);
      activations.budgetsFreed();
      return summary;
    },
    'budget.raise': async ({ runId, ...input }: MethodArguments<'budget.raise'>, call): Promise<RunSummary> => {
      const standing = (): readonly RunState[] =>
        stores.runs.atBudget().flatMap((standingId) => stores.runs.load(standingId) ?? []);
      const resumed: string[] = [];
      const decide = raiseBudget(input, acting(call), standing, (resumedId) => void resumed.push(resumedId));
      const summary = await engine.transact({ run: runId }, decide, call.options);
      for (const resumedId of resumed) activations.enqueue(resumedId);
      activations.budgetsFreed();
      broker.resume();
      return summary;
    },
  };
}
