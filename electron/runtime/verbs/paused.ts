import type { AgentPause, RunState } from '../engine/states.ts';

type PausableRun = Pick<RunState, 'agentId' | 'releaseHash' | 'pause'>;

/** Whether nothing of this run may go on now: it is paused itself, or its agent is. */
export function isPaused(run: PausableRun, agentPauses: readonly AgentPause[]): boolean {
  return pausedBecause(run, agentPauses) !== null;
}

/** The sentence for it; null when neither is paused. */
export function pausedBecause(run: PausableRun, agentPauses: readonly AgentPause[]): string | null {
  if (run.pause !== null) return `${run.pause.by} paused the run; it is sent once the run is resumed.`;
  const held = agentPauses.find(
    ({ agentId, releaseHash }) => agentId === run.agentId && (releaseHash ?? run.releaseHash) === run.releaseHash,
  );
  if (held === undefined) return null;
  return held.releaseHash === undefined
    ? `${held.by} paused the agent; it is sent once the agent is resumed.`
    : `${held.by} quarantined the agent’s release (${held.reason}); it is sent once the quarantine is lifted.`;
}
