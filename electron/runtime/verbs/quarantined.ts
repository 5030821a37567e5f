import type { Pause } from '../../../shared/domain/run.ts';
import type { Outcome } from '../engine/engine-port.ts';
import { refuse } from '../engine/run-decisions.ts';
import type { AgentPause, RunState } from '../engine/states.ts';

type Held = Pick<Pause, 'by' | 'reason'>;

const whatToDo =
  'Lift the quarantine on the Agents page, or with `lanekeeper agents lift-quarantine`, once its cause is mended; or start the work with another release.';

/** A run begins again under the release it has: nothing of one that is quarantined is begun, in whatever way. */
export function refusedByQuarantine(
  run: Pick<RunState, 'releaseHash' | 'agentTitle'>,
  agentPauses: readonly AgentPause[],
  kept: string,
): (Outcome<never> & { ok: false }) | null {
  const held = agentPauses.find(({ releaseHash }) => releaseHash === run.releaseHash);
  return held === undefined ? null : refuse('refused', `${heldWords(run.agentTitle, held)} ${kept}`, whatToDo);
}

/** The same, for a button and a preview. */
export function whyQuarantined(agentTitle: string, held: Held): string {
  return `${heldWords(agentTitle, held)} ${whatToDo}`;
}

function heldWords(agentTitle: string, { by, reason }: Held): string {
  return `This release of ${agentTitle} is quarantined by ${by}: ${reason}.`;
}
