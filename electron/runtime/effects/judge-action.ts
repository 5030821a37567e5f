import type { JsonObject } from '../../../shared/json.ts';
import { standsOf } from '../budgets/stands.ts';
import type { Env, Loaded } from '../engine/engine-port.ts';
import type { ReleaseState, RunState } from '../engine/states.ts';
import { evaluatePolicy, type PolicyVerdict } from '../policies/evaluate.ts';
import type { ToolFacts } from '../tools/contract.ts';

/** What an action is judged on, whoever asks for it: an agent, a person who edited it, or one who wants it undone. */
export interface JudgedAction {
  readonly tool: string;
  readonly target: string;
  readonly params: JsonObject;
  readonly tainted: readonly string[];
  /** Under the settings of this moment; null when no tool of that id is known. */
  readonly facts: ToolFacts | null;
  /** The agent never had this tool do anything here. */
  readonly firstTime: boolean;
}

/** Where an action is proposed: its run, and what else the policy may look at. */
export interface JudgingWorld extends Pick<Loaded<{ run: string }>, 'policy' | 'spending' | 'driftAlert'> {
  readonly run: RunState;
  readonly release: ReleaseState | null;
}

/** The one way from an action to its tier. */
export function judgeAction(action: JudgedAction, world: JudgingWorld, { nowMs }: Pick<Env, 'nowMs'>): PolicyVerdict {
  const { facts } = action;
  const { run, release } = world;
  return evaluatePolicy(world.policy.policy, {
    toolId: action.tool,
    toolKnown: facts !== null,
    effectClass: facts?.effectClass ?? 'unknown',
    agentId: run.agentId,
    release: run.releaseHash,
    target: action.target,
    params: action.params,
    money: facts?.describe(action.target, action.params).money ?? null,
    labels: [...new Set([...(facts?.dataLabels ?? []), ...(release?.manifest.dataLabels ?? [])])].toSorted(),
    atMs: nowMs,
    budgetUsed: fullestBudget(world),
    external: facts?.external ?? true,
    reversible: facts?.canCompensate ?? false,
    conditionalWrite: facts?.conditionalWrite ?? false,
    tainted: action.tainted,
    firstTime: action.firstTime,
    driftAlert: world.driftAlert(run.agentId),
  });
}

/** Whole per cent of the fullest budget a run is under, with what is reserved; null: it is under none. */
function fullestBudget({ run, spending }: JudgingWorld): number | null {
  const shares = standsOf(run, spending).map(({ used, reserved, unknown, limit }) =>
    limit > 0 ? Math.floor((100 * (used + reserved + unknown)) / limit) : 100,
  );
  return shares.length === 0 ? null : Math.max(...shares);
}
