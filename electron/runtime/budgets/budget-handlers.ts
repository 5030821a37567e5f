import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import type { Person } from '../../../shared/domain/person.ts';
import type { RunSummary } from '../../../shared/domain/run.ts';
import type { Broker } from '../effects/broker-port.ts';
import { acting, type Handler } from '../engine/acting.ts';
import type { Activations } from '../engine/activation-port.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { Stores } from '../store/stores.ts';
import { goOnAtBudget } from './go-on.ts';
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
  /** Those who stand at it go on where there is room now. */
  async function goOn(
    budgetId: string,
    person: Person,
    promised: ReadonlyMap<string, number> = new Map(),
    raisedFor?: string,
  ): Promise<void> {
    const [name = budgetId, owner] = budgetId.split('@');
    // What a run was given of its own goes by one name everywhere: meant is that of this family alone.
    const key = name.startsWith('own:') ? (owner ?? raisedFor) : undefined;
    const gone = await goOnAtBudget(name, { engine, stores, person, promised, ...(key === undefined ? {} : { key }) });
    for (const runId of gone) activations.enqueue(runId);
    activations.budgetsFreed();
    broker.resume();
  }

  return {
    'budget.set': async (input: MethodArguments<'budget.set'>, call) => {
      const budget = await engine.transact({}, setBudget(input, acting(call), stores.budgets.known), call.options);
      await activations.budgetsChanged();
      await goOn(budget.budgetId, acting(call));
      return budget;
    },
    'budget.remove': async (input: MethodArguments<'budget.remove'>, call) => {
      const done = await engine.transact({}, removeBudget(input, acting(call), stores.budgets.known), call.options);
      await activations.budgetsChanged();
      await goOn(input.budgetId, acting(call));
      return done;
    },
    'budget.settle': async ({ runId, ...input }: MethodArguments<'budget.settle'>, call): Promise<RunSummary> => {
      const summary = await engine.transact({ run: runId }, settleCall(input, acting(call)), call.options);
      activations.budgetsFreed();
      return summary;
    },
    'budget.raise': async ({ runId, ...input }: MethodArguments<'budget.raise'>, call): Promise<RunSummary> => {
      const at = stores.runs.load(runId)?.pause?.budget;
      const budgetId = input.budgetId ?? at?.budgetId;
      const summary = await engine.transact({ run: runId }, raiseBudget(input, acting(call)), call.options);
      const isItsOwn = at !== undefined && at.budgetId === budgetId;
      if (isItsOwn) activations.enqueue(runId);
      if (budgetId !== undefined)
        await goOn(budgetId, acting(call), isItsOwn ? new Map([[at.key, at.asked]]) : new Map(), runId);
      return summary;
    },
  };
}
