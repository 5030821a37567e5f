import type { RunSummary, RunVerbs } from '../../../shared/domain/run.ts';
import { call } from '../bridge.ts';
import { readAgents } from './agents.ts';
import { announce, reportFailure } from './notices.ts';

export type RunVerbName = keyof RunVerbs;

/** Verbs that need no more than a reason. */
export type PlainVerb = 'kill' | 'pause';

/** Carries one out; says on screen what became of it. */
export async function endOrPause(verb: PlainVerb, runId: string, reason: string): Promise<boolean> {
  const words = { kill: 'Killed', pause: 'Paused' } as const;
  return told(words[verb], () =>
    verb === 'kill' ? call('run.kill', { runId, reason }) : call('run.pause', { runId, reason }),
  );
}

/** A paused run goes on from its last checkpoint. */
export async function resumeRun(runId: string): Promise<boolean> {
  return told('Resumed', () => call('run.resume', { runId }));
}

/** Holds or releases every run of an agent. */
export async function pauseAgent(agentId: string, reason: string): Promise<boolean> {
  try {
    await call('agent.pause', { agentId, reason });
    announce(`Paused: ${agentId}`);
    await readAgents();
    return true;
  } catch (error) {
    reportFailure(error);
    return false;
  }
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

async function told(done: string, act: () => Promise<RunSummary>): Promise<boolean> {
  try {
    const run = await act();
    announce(`${done}: ${run.title}`);
    return true;
  } catch (error) {
    reportFailure(error);
    return false;
  }
}
