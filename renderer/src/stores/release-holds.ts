import { call } from '../bridge.ts';
import { readAgents } from './agents.ts';
import { announce, reportFailure } from './notices.ts';

/** Stops a release of an agent, with the reason, until somebody lets it go on. Throws why it was refused. */
export async function quarantineAgent(agentId: string, reason: string): Promise<void> {
  await told(`Quarantined: ${agentId}`, () => call('agent.quarantine', { agentId, reason }));
}

/** Throws why it was refused. */
export async function liftQuarantine(agentId: string, reason: string): Promise<void> {
  await told(`Quarantine lifted: ${agentId}`, () => call('agent.liftQuarantine', { agentId, reason }));
}

/** Lets hosts that kept crashing start again, without waiting for the trial. */
export async function resetBreaker(agentId: string): Promise<void> {
  try {
    await told(`Hosts may start again: ${agentId}`, () => call('agent.resetBreaker', { agentId }));
  } catch (error) {
    reportFailure(error);
  }
}

async function told(done: string, act: () => Promise<unknown>): Promise<void> {
  await act();
  announce(done);
  await readAgents();
}
