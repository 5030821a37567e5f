import type { QueueLimits } from '../../../shared/domain/queue.ts';
import type { RunError } from '../../../shared/domain/run.ts';
import type { RunState } from '../engine/states.ts';

/** Recoveries in a row that brought a run no further, before a person has to look. */
const mostStalls = 20;

/** Why a run that has just been taken up again is not tried again; null while it is. */
export function recoveredTooOften(
  { recoveries, stalls }: Pick<RunState, 'recoveries' | 'stalls'>,
  { mostRecoveries }: Pick<QueueLimits, 'mostRecoveries'>,
): RunError | null {
  const code = 'recovered-too-often';
  if (stalls > Math.min(mostStalls, mostRecoveries))
    return {
      code,
      message: `This run was taken up again ${stalls - 1} times and came no further.`,
      hint: 'Look at its last step, then retry it.',
    };
  if (recoveries <= mostRecoveries) return null;
  return {
    code,
    message: `This run was taken up again after a crash more than ${mostRecoveries} times, the most its queue allows.`,
    hint: 'Look at what its agent does before each crash, then retry it.',
  };
}

/** What the run is told whose action was sent again and again without an answer. */
export function sentTooOften(title: string, attempts: number): RunError {
  return {
    code: 'sent-too-often',
    message: `"${title}" was sent ${attempts} times under one key, the most its queue allows, and was never answered.`,
    hint: 'Look at the action, and settle it where nobody can tell whether it happened; then retry the run.',
  };
}
