import { moneyOf } from '../../../shared/domain/amounts.ts';
import type { Manifest } from '../../../shared/domain/agent.ts';
import type { AtLimit, RunLimit } from '../../../shared/domain/budget.ts';
import type { RunState } from '../engine/states.ts';

/** A budget named when a run is started; without `atLimit` it pauses and asks. */
export interface StartLimit {
  readonly measure: string;
  readonly limit: number;
  readonly atLimit?: AtLimit | undefined;
}

/** The budgets a new run has of its own: those of its agent's manifest, and over them those it is started with. */
export function ownLimits(budgets: Manifest['budgets'], started: readonly StartLimit[] = []): readonly RunLimit[] {
  const { atLimit = 'fail' } = budgets;
  const money = budgets.money === undefined ? null : moneyOf(budgets.money);
  const declared: readonly (readonly [string, number | undefined])[] = [
    ['tokens', budgets.tokens],
    ['model-calls', budgets.modelCalls],
    ['tool-calls', budgets.toolCalls],
    ['steps', budgets.steps],
    ['wall', budgets.wallMs === undefined ? undefined : Math.max(1, Math.round(budgets.wallMs))],
    ...(money === null ? [] : [[money.measure, money.amount] as const]),
  ];
  const limits = new Map<string, RunLimit>();
  for (const [measure, limit] of declared)
    if (limit !== undefined) limits.set(measure, { measure, limit, atLimit, from: 'agent' });
  for (const { measure, limit, atLimit: at = 'ask' } of started)
    limits.set(measure, { measure, limit, atLimit: at, from: 'start' });
  return [...limits.values()];
}

/** The budgets a run hands down to those it starts and to the one it goes on as: they are of one family and share them. */
export function handedDown({ runId, limits }: Pick<RunState, 'runId' | 'limits'>): readonly RunLimit[] {
  return limits.map((limit) => ({ ...limit, ownerId: limit.ownerId ?? runId }));
}

/** The budgets of a run that a person makes from another: those of its chain anew, and none of who started it. */
export function limitsOfFork({ limits, chainId }: Pick<RunState, 'limits' | 'chainId'>): readonly RunLimit[] {
  return limits.flatMap(({ ownerId, ...limit }) => (ownerId === undefined || ownerId === chainId ? [limit] : []));
}
