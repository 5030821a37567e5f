import type { AgentSummary, FileRef } from '../../../shared/domain/agent.ts';
import type { ApprovalStatus, ApprovalSummary, Decision } from '../../../shared/domain/approval.ts';
import type { Artifact, RunStatus, RunSummary } from '../../../shared/domain/run.ts';
import type { Stop } from '../../../shared/domain/workspace.ts';
import type { AtMs } from '../../../shared/ids.ts';

export interface RunFilter {
  readonly statuses?: readonly RunStatus[];
  readonly agentId?: string;
  /** Runs whose id starts or, dashes left out, ends with this; lower case. Lists show the last six digits. */
  readonly idPart?: string;
  /** Runs whose title contains this, in any case. */
  readonly title?: string;
  /** Runs created or finished at or after this moment. */
  readonly sinceMs?: AtMs;
  readonly beforeMs?: AtMs;
  readonly limit: number;
}

export interface RunFacts {
  readonly run: RunSummary;
  /** The parsed output; null while there is none. */
  readonly output: unknown;
  readonly artifacts: readonly Artifact[];
}

export interface ApprovalFilter {
  readonly statuses?: readonly ApprovalStatus[];
  readonly runId?: string;
  /** Items whose id starts or, dashes left out, ends with this; lower case. */
  readonly idPart?: string;
  /** Items whose title contains this, in any case. */
  readonly title?: string;
  readonly limit: number;
}

/** Waiting items that are alike: one row of a `GROUP BY fingerprint`. */
export interface ApprovalGroup {
  /** The member that expires first. */
  readonly first: ApprovalSummary;
  readonly count: number;
}

export interface DecisionFact {
  readonly decision: Decision;
  readonly approval: ApprovalSummary;
}

/** A place in the full-text index. */
export interface SearchHit {
  /** The run it belongs to. */
  readonly runId?: string;
  readonly kind: 'run' | 'approval' | 'artifact' | 'agent' | 'audit';
  readonly id: string;
  readonly label: string;
  /** The matching passage, as plain text; input data, so never to be trusted. */
  readonly excerpt: string;
  readonly atMs: AtMs;
}

/**
 * All the assistant may ask of the console: reading, nothing else. Lists come newest first and hold at most
 * `limit` rows; nothing here waits for background work.
 */
export interface ConsoleFacts {
  countRuns(window: { readonly sinceMs: AtMs | null }): Promise<Partial<Record<RunStatus, number>>>;
  listRuns(filter: RunFilter): Promise<readonly RunSummary[]>;
  showRun(runId: string): Promise<RunFacts | null>;
  listApprovals(
    filter: ApprovalFilter,
  ): Promise<{ readonly items: readonly ApprovalSummary[]; readonly total: number }>;
  /** What waits for a decision (`pending`, `partly-approved`), alike items together, the soonest to expire first. */
  listWaiting(filter: {
    readonly runId?: string;
    readonly limit: number;
  }): Promise<{ readonly groups: readonly ApprovalGroup[]; readonly total: number }>;
  /** Decisions of people and of time, on items whose title contains `title` or whose approval or run `idPart` names. */
  listDecisions(filter: {
    readonly title?: string;
    readonly idPart?: string;
    readonly sinceMs?: AtMs;
    readonly beforeMs?: AtMs;
    readonly limit: number;
  }): Promise<readonly DecisionFact[]>;
  searchText(
    query: string,
    options: { readonly limit: number; readonly runId?: string },
  ): Promise<readonly SearchHit[]>;
  listAgents(): Promise<readonly AgentSummary[]>;
  /** A file already kept in the workspace under this name, with the input of the latest run that read it. */
  findFile(
    name: string,
  ): Promise<{ readonly file: FileRef; readonly input: Readonly<Record<string, unknown>> | null } | null>;
  listStops(): Promise<readonly Stop[]>;
}
