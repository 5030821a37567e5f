import { AgentError } from '../sdk/agent-error.ts';

export interface StepLimits {
  /** Work time of all steps together, ms; waits do not count. */
  readonly wallMs?: number | undefined;
  readonly steps?: number | undefined;
}

/** What a run may spend on steps, by its manifest. Fed from journaled facts alone, so a replay stops at the same call. */
export interface StepBudget {
  /** Throws `budget-exceeded` when this step may not begin. */
  begin(name: string): void;
  spent(durationMs: number): void;
}

export function createStepBudget(limits: StepLimits | undefined): StepBudget {
  const { wallMs = Number.POSITIVE_INFINITY, steps = Number.POSITIVE_INFINITY } = limits ?? {};
  let begun = 0;
  let spentMs = 0;
  return {
    begin(name) {
      if (begun >= steps) throw exceeded(name, `${steps} steps`);
      if (spentMs >= wallMs) throw exceeded(name, `${wallMs} ms of work`);
      begun += 1;
    },
    spent(durationMs) {
      spentMs += durationMs;
    },
  };
}

function exceeded(name: string, limit: string): AgentError {
  return new AgentError(
    'budget-exceeded',
    `The agent's budget of ${limit} was used up before step "${name}"; finished steps and artifacts are kept.`,
    'Raise the budget in the agent’s manifest and add the agent again, or give it less to do.',
  );
}
