import { create } from 'zustand';
import type { AgentSummary } from '../../../shared/domain/agent.ts';
import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import type { RunSummary } from '../../../shared/domain/run.ts';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { call } from '../bridge.ts';
import { useAgents } from './agents.ts';

/** What a search over the workspace found. */
export interface Found {
  readonly runs: readonly RunSummary[];
  readonly approvals: readonly ApprovalSummary[];
  readonly agents: readonly AgentSummary[];
  /** There are runs nobody has looked at yet for these words. */
  readonly isLooking: boolean;
}

const nothing: Found = { runs: [], approvals: [], agents: [], isLooking: false };

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
  const take = (part: Partial<Found>): void => {
    if (isWanted) useFound.setState(part);
  };
  const timer = setTimeout(() => void search(), waitMs);

  async function search(): Promise<void> {
    const lower = words.toLowerCase();
    const agents = useAgents.getState().agents.filter((agent) => agent.title.toLowerCase().includes(lower));
    take({ agents, isLooking: true });
    // What cannot be read is not found; the pages themselves say why.
    const approvals = call('approval.list', { text: words, limit: mostOfAKind }).then(
      (page) => take({ approvals: page.approvals }),
      () => take({ approvals: [] }),
    );
    await Promise.all([approvals, searchRuns().catch(() => undefined)]);
    take({ isLooking: false });
  }

  /** A page ends where the runtime has looked long enough, and may be short or empty: then the one after it is read. */
  async function searchRuns(): Promise<void> {
    const runs: RunSummary[] = [];
    for (let after: string | null = '', isFirst = true; after !== null; isFirst = false) {
      const page: MethodOutput<'run.list'> = await call('run.list', {
        filter: { text: words },
        limit: mostOfAKind,
        ...(isFirst ? {} : { after }),
      });
      if (!isWanted) return;
      runs.push(...page.runs);
      // The first page takes the place of what an earlier text found.
      if (isFirst || page.runs.length > 0) take({ runs: runs.slice(0, mostOfAKind) });
      after = runs.length < mostOfAKind ? page.next : null;
    }
  }

  return () => {
    isWanted = false;
    clearTimeout(timer);
  };
}
