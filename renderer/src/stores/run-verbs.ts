import type { RunSummary, RunVerbs } from '../../../shared/domain/run.ts';
import type { Consequences, RestartVerb, UndoPreview } from '../../../shared/domain/consequences.ts';
import { call } from '../bridge.ts';
import { readAgents } from './agents.ts';
import { announce, reportFailure } from './notices.ts';
import { go } from './route.ts';

export type RunVerbName = keyof RunVerbs;

/** Verbs that need no more than a reason. */
export type PlainVerb = 'kill' | 'pause';

/** Throws why it was refused, as all verbs here that are asked for in a sheet. */
export async function endOrPause(verb: PlainVerb, runId: string, reason: string): Promise<void> {
  if (verb === 'kill') told('Killed', await call('run.kill', { runId, reason }));
  else told('Paused', await call('run.pause', { runId, reason }));
}

/** Stops a run at its next checkpoint; with `undo`, what it did is undone after that. */
export async function cancelRun(
  runId: string,
  given: { readonly reason: string; readonly undo: boolean },
): Promise<void> {
  told('Cancelled', await call('run.cancel', { runId, ...given }));
}

/** Undoes what a finished run did. */
export async function rollBackRun(runId: string, reason: string): Promise<void> {
  told('Rolling back', await call('run.rollBack', { runId, reason }));
}

/** What cancelling or rolling back would undo, and what it cannot. */
export function readUndo(runId: string): Promise<UndoPreview> {
  return call('run.undoPreview', { runId });
}

export interface Signal {
  readonly runId: string;
  readonly name: string;
  readonly key: string;
  /** JSON text. */
  readonly payload: string;
}

/** Tells a run something. */
export async function sendSignal(signal: Signal): Promise<void> {
  const { taken } = await call('signal.send', signal);
  announce(taken ? `Sent: the run goes on with ${signal.name}` : `Sent: ${signal.name} is kept until it is waited for`);
}

/** A paused run goes on from its last checkpoint; a refusal is said on screen. */
export async function resumeRun(runId: string): Promise<void> {
  try {
    told('Resumed', await call('run.resume', { runId }));
  } catch (error) {
    reportFailure(error);
  }
}

/** Continues a finished run as a linked one, and goes there. */
export async function extendRun(runId: string, input: string, reason: string): Promise<void> {
  const run = await call('run.extend', { runId, input, reason });
  told('Continued', run);
  go({ page: 'run', runId: run.runId, tab: null });
}

/** Holds every run of an agent. */
export async function pauseAgent(agentId: string, reason: string): Promise<void> {
  await call('agent.pause', { agentId, reason });
  announce(`Paused: ${agentId}`);
  await readAgents();
}

export async function resumeAgent(agentId: string): Promise<void> {
  try {
    await call('agent.resume', { agentId });
    announce(`Resumed: ${agentId}`);
    await readAgents();
  } catch (error) {
    reportFailure(error);
  }
}

function told(done: string, { title }: RunSummary): void {
  announce(`${done}: ${title}`);
}

/** What doing a run again from an entry would repeat. */
export function readConsequences(runId: string, verb: RestartVerb, path: string | null): Promise<Consequences> {
  return call('run.consequences', { runId, verb, path });
}

export interface Restart {
  readonly verb: RestartVerb;
  readonly runId: string;
  readonly path: string | null;
  readonly version: string;
  readonly reason: string;
  /** JSON texts, of a fork alone. */
  readonly input?: string;
  readonly result?: string;
}

/** Does a run again, in place or as a fork, and goes there. */
export async function restartRun({ verb, path, ...rest }: Restart): Promise<void> {
  const run =
    verb === 'fork'
      ? await call('run.fork', { path, ...rest })
      : verb === 'retry' || path === null
        ? await call('run.retry', { runId: rest.runId, path, version: rest.version, reason: rest.reason })
        : await call('run.rewind', { runId: rest.runId, path, version: rest.version, reason: rest.reason });
  told(({ retry: 'Retried', rewind: 'Rewound', fork: 'Forked' } as const)[verb], run);
  go({ page: 'run', runId: run.runId, tab: null });
}
