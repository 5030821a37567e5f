import type { RunError } from '../../../shared/domain/run.ts';
import type { HostEnd } from '../hosts/protocol.ts';
import type { Decide } from './engine-port.ts';
import { putRun } from './journal-rows.ts';
import { recoverRun } from './run-decisions.ts';
import type { RunState } from './states.ts';

/** Times in a row that a run may bring its host down with nothing gained, before it fails. */
const mostTimes = 3;

/**
 * What becomes of a run whose host has ended. It was one run's doing, nobody's (the host was told to end), or, when
 * that cannot be seen, it counts for all of them. A run that was waiting goes on waiting, whatever is said here; it
 * needs a host again only when it is woken.
 */
export function afterLostHost(end: HostEnd, runId: string, wasAlone: boolean): typeof recoverRun {
  if (end.kind === 'told') return setAside;
  if (end.at === null) return recoverRun;
  return end.at.runId === runId ? blameRun(errorOf(end, end.at.step), wasAlone) : setAside;
}

/** What the run that brought its host down is told. */
function errorOf(end: Exclude<HostEnd, { kind: 'told' }>, step: string | null): RunError {
  const code = step === null ? 'The agent’s code between two steps' : `Step "${step}"`;
  switch (end.kind) {
    case 'heap':
      return {
        code: 'heap-limit-exceeded',
        message: `${code} needed more than the ${end.most} MiB of memory its host may use. Finished steps and artifacts are kept.`,
        hint: 'Let it hold less at a time (ctx.artifact and step.store keep large values outside), or raise limits.heapMb in the agent’s manifest and add it again; then retry the run.',
      };
    case 'unresponsive': {
      const where = end.where === null ? '' : ` It was in ${end.where}.`;
      return {
        code: 'cpu-limit-exceeded',
        message: `${code} kept its host from answering for ${end.most / 1000} s, so the host was ended.${where} Finished steps and artifacts are kept.`,
        hint: 'Let it pause between pieces of work (await inside the loop), or raise limits.unresponsiveMs in the agent’s manifest and add it again; then retry the run.',
      };
    }
    case 'crashed':
      return {
        code: 'host-crashed',
        message: `${code} ended its host: ${end.reason}. Finished steps and artifacts are kept.`,
        hint: 'Mend the agent and add it again, or retry the run.',
      };
  }
}

/**
 * The run that brought its host down: tried again, and failed when it has done so too often with nothing gained. With
 * no other run on the host it alone used the memory up, and would again.
 */
function blameRun(error: RunError, wasAlone: boolean): Decide<{ run: string }, RunState | null> {
  return (loaded, env) => {
    const { run } = loaded;
    if (run === null || run.status !== 'running' || run.cancelRequested) return recoverRun(loaded, env);
    const isCertain = wasAlone && error.code === 'heap-limit-exceeded';
    if (!isCertain && run.stalls + 1 < mostTimes) return recoverRun(loaded, env);
    const change = putRun(run, [{ kind: 'failed', error, atMs: env.nowMs }]);
    return {
      ok: true,
      changes: [change, { put: 'timer-gone', runId: run.runId, path: null }],
      reply: change.state,
    };
  };
}

/** A run that merely stood beside the one to blame, or whose host was told to end: from its last checkpoint, uncounted. */
const setAside: Decide<{ run: string }, RunState | null> = (loaded, env) => {
  const { run } = loaded;
  if (run === null || run.status !== 'running' || run.cancelRequested) return recoverRun(loaded, env);
  const change = putRun(run, [{ kind: 'released' }]);
  return { ok: true, changes: [change], reply: change.state };
};
