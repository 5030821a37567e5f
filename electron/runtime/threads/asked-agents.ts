import { assistantAgentId } from '../../../shared/domain/agent.ts';
import { policyAgentId } from '../../../shared/domain/policy-version.ts';
import type { AgentSummary } from '../../../shared/domain/agent.ts';
import type { AgentFolder } from '../releases/release-files.ts';

/** No first page needs them, and most workspaces never change their policy: described when they are asked for. */
const describedWhenAsked: ReadonlySet<string> = new Set([policyAgentId, assistantAgentId]);

export interface AskedAgentsOptions {
  readonly listAgents: () => Promise<readonly AgentSummary[]>;
  readonly isMissing: (known: AgentSummary | undefined, releaseHash: string) => boolean;
  readonly register: (agent: AgentFolder) => Promise<void>;
}

/** Agents that come with the product and are registered when they are first asked for. */
export interface AskedAgents {
  note(agent: AgentFolder): void;
  has(agentId: string): boolean;
  /** Nothing happens for others, and for one that is registered. */
  register(agentId: string): Promise<void>;
  /** Those that are known, where this version of the product brings another release. */
  renew(): Promise<void>;
}

export function createAskedAgents({ listAgents, isMissing, register }: AskedAgentsOptions): AskedAgents {
  const folders = new Map<string, AgentFolder>();

  async function registerOne(agentId: string): Promise<void> {
    const agent = folders.get(agentId);
    if (agent === undefined) return;
    const known = (await listAgents()).find((one) => one.agentId === agentId);
    if (isMissing(known, agent.releaseHash)) await register(agent);
  }

  return {
    note(agent) {
      if (describedWhenAsked.has(agent.manifest.id)) folders.set(agent.manifest.id, agent);
    },
    has: (agentId) => folders.has(agentId),
    register: registerOne,
    async renew() {
      const known = new Set((await listAgents()).map(({ agentId }) => agentId));
      for (const agentId of folders.keys()) if (known.has(agentId)) await registerOne(agentId);
    },
  };
}
