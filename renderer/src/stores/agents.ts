import { create } from 'zustand';
import type { AgentSummary } from '../../../shared/domain/agent.ts';
import { call } from '../bridge.ts';
import { announce } from './notices.ts';

interface AgentsState {
  readonly agents: readonly AgentSummary[];
  readonly isLoading: boolean;
  readonly failure: unknown;
}

export const useAgents = create<AgentsState>()(() => ({ agents: [], isLoading: true, failure: null }));

/** Reads the agents of this workspace. */
export async function readAgents(): Promise<void> {
  try {
    const { agents } = await call('agent.list', {});
    useAgents.setState({ agents, isLoading: false, failure: null });
  } catch (failure) {
    useAgents.setState({ failure, isLoading: false });
  }
}

/** Adds the agent in a folder of this machine; throws why it cannot be. */
export async function addAgent(folder: string): Promise<AgentSummary> {
  const agent = await call('agent.add', { folder });
  announce(`Added ${agent.title}`);
  await readAgents();
  return agent;
}
