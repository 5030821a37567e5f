import type { AgentPause, RunState } from '../engine/states.ts';

/** Whether nothing of this run may go on now: it is paused itself, or its agent is. */
export function isPaused(run: Pick<RunState, 'agentId' | 'pause'>, agentPauses: readonly AgentPause[]): boolean {
  return pausedBecause(run, agentPauses) !== null;
}

/** The sentence for it; null when neither is paused. */
export function pausedBecause(
  run: Pick<RunState, 'agentId' | 'pause'>,
  agentPauses: readonly AgentPause[],
): string | null {
  if (run.pause !== null) return `${run.pause.by} paused the run; it is sent once the run is resumed.`;
  const agent = agentPauses.find((pause) => pause.agentId === run.agentId);
  return agent === undefined ? null : `${agent.by} paused the agent; it is sent once the agent is resumed.`;
}
