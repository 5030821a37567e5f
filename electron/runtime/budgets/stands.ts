import { added, type Amounts } from '../../../shared/domain/amounts.ts';
import type { Budget, BudgetStand, CallLine, RunLimit } from '../../../shared/domain/budget.ts';
import type { RunState } from '../engine/states.ts';

/** Used, reserved by what is under way, and reserved by what nobody knows the end of. */
export interface Use {
  readonly used: number;
  readonly reserved: number;
  readonly unknown: number;
}

/** Whose use is added up; `day` empty: over all time; null: every agent, every lane. */
export interface UseOf {
  readonly day: string;
  readonly agentId: string | null;
  readonly lane: string | null;
  readonly measure: string;
}

/** What a decision reads of budgets, inside its transaction. */
export interface Spending {
  /** The day it is in the workspace's time zone. */
  today(): string;
  budgets(): readonly Budget[];
  /** By how much a budget was raised for this run, or this day. */
  raised(budgetId: string, key: string): number;
  use(of: UseOf): Use;
  /** Lines of a run that are not settled. */
  openLines(runId: string): readonly CallLine[];
  run(runId: string): Metered | null;
  /** What the family of a run used of the budget it was given, without itself. */
  familyUse(ownerId: string, measure: string): Use;
}

export type Metered = Pick<RunState, 'runId' | 'agentId' | 'lane' | 'limits' | 'steps' | 'workMs' | 'spent'>;

/** Everything a run has used up, by measure. */
export function usedBy({ steps, workMs, spent }: Pick<RunState, 'steps' | 'workMs' | 'spent'>): Amounts {
  return added(spent, { ...(steps > 0 ? { steps } : {}), ...(workMs > 0 ? { wall: workMs } : {}) });
}

/** Every budget that a run is under, as it stands now. */
export function standsOf(run: Metered, spending: Spending): BudgetStand[] {
  const ofRun = useOfRun(run, spending);
  const own = run.limits.map((limit) => standOfLimit(limit, run, { ofRun, spending }));
  const shared = spending
    .budgets()
    .filter((budget) => covers(budget, run))
    .map((budget) =>
      standOf(budget, spending, budget.per === 'run' ? { key: run.runId, ...ofRun(budget.measure) } : null),
    );
  return [...own, ...shared];
}

/** What a run itself uses of a measure. */
function useOfRun(run: Metered, spending: Spending): (measure: string) => Use {
  const used = usedBy(run);
  const lines = spending.openLines(run.runId);
  return (measure) => ({
    used: used[measure] ?? 0,
    reserved: asked(lines, 'reserved', measure),
    unknown: asked(lines, 'unknown', measure),
  });
}

/** A budget that a run was given: what its whole family uses counts against it. */
function standOfLimit(
  { measure, limit, atLimit, from, ownerId }: RunLimit,
  run: Metered,
  { ofRun, spending }: { readonly ofRun: (measure: string) => Use; readonly spending: Spending },
): BudgetStand {
  const key = ownerId ?? run.runId;
  const owner = ownerId === undefined ? null : spending.run(ownerId);
  const own = owner === null ? ofRun(measure) : useOfRun(owner, spending)(measure);
  const family = spending.familyUse(key, measure);
  return {
    budgetId: ownerId === undefined ? ownBudgetId(measure) : `${ownBudgetId(measure)}@${ownerId}`,
    per: 'run',
    agentId: null,
    lane: null,
    measure,
    key,
    limit: limit + spending.raised(ownBudgetId(measure), key),
    used: own.used + family.used,
    reserved: own.reserved + family.reserved,
    unknown: own.unknown + family.unknown,
    atLimit,
    from,
    ...(ownerId === undefined ? {} : { ownerId }),
    usedByIt: ofRun(measure).used,
  };
}

/** The name under which a raise of a budget is kept: that of the run which was given it. */
export function raisedAs({ from, measure, budgetId }: Pick<BudgetStand, 'from' | 'measure' | 'budgetId'>): string {
  return from === 'workspace' ? budgetId : ownBudgetId(measure);
}

/** A budget of the workspace as it stands: for one run, or for today, or over all time. */
export function standOf(
  budget: Budget,
  spending: Spending,
  ofRun: ({ readonly key: string } & Use) | null = null,
): BudgetStand {
  const { budgetId, per, agentId, lane, measure, limit, atLimit } = budget;
  const day = per === 'day' ? spending.today() : '';
  const { key, ...use } = ofRun ?? { key: day, ...spending.use({ day, agentId, lane, measure }) };
  const raised = spending.raised(budgetId, key);
  return { budgetId, per, agentId, lane, measure, key, limit: limit + raised, ...use, atLimit, from: 'workspace' };
}

/** What a run was given of its own is told from the workspace's by its name. */
export function ownBudgetId(measure: string): string {
  return `own:${measure}`;
}

/** Whether each step has to ask before it begins: some budget counts steps or their time. */
export function countsSteps(run: Pick<RunState, 'agentId' | 'lane' | 'limits'>, budgets: readonly Budget[]): boolean {
  const isOfSteps = ({ measure }: { readonly measure: string }): boolean => measure === 'steps' || measure === 'wall';
  return run.limits.some(isOfSteps) || budgets.some((budget) => isOfSteps(budget) && covers(budget, run));
}

function covers({ agentId, lane }: Budget, run: Pick<RunState, 'agentId' | 'lane'>): boolean {
  return (agentId === null || agentId === run.agentId) && (lane === null || lane === run.lane);
}

function asked(lines: readonly CallLine[], status: CallLine['status'], measure: string): number {
  return lines.reduce((sum, line) => sum + (line.status === status ? (line.estimate[measure] ?? 0) : 0), 0);
}
