import { create } from 'zustand';
import type { AgentSummary } from '../../../shared/domain/agent.ts';
import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import type { RunSummary } from '../../../shared/domain/run.ts';
import { call } from '../bridge.ts';
import { useAgents } from './agents.ts';

/** What a search over the workspace found. */
export interface Found {
  readonly runs: readonly RunSummary[];
  readonly approvals: readonly ApprovalSummary[];
  readonly agents: readonly AgentSummary[];
}

const nothing: Found = { runs: [], approvals: [], agents: [] };

export const useFound = create<Found>()(() => nothing);

const waitMs = 80;
const shortestText = 2;
const mostOfAKind = 6;

/** Looks for runs, approvals and agents with these words, once the typing pauses; returns how to stop. */
export function findAnything(text: string): () => void {
  const words = text.trim();
  if (words.length < shortestText) {
    useFound.setState(nothing);
    return () => undefined;
  }
  let isWanted = true;
  const timer = setTimeout(() => void search(), waitMs);

  async function search(): Promise<void> {
    const lower = words.toLowerCase();
    const agents = useAgents.getState().agents.filter((agent) => agent.title.toLowerCase().includes(lower));
    const [runs, approvals] = await Promise.allSettled([
      call('run.list', { filter: { text: words }, limit: mostOfAKind }),
      call('approval.list', { text: words, limit: mostOfAKind }),
    ]);
    if (!isWanted) return;
    useFound.setState({
      agents,
      runs: runs.status === 'fulfilled' ? runs.value.runs : [],
      approvals: approvals.status === 'fulfilled' ? approvals.value.approvals : [],
    });
  }

  return () => {
    isWanted = false;
    clearTimeout(timer);
  };
}
