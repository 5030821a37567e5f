import type { AgentSummary } from '../../../shared/domain/agent.ts';
import type { ApprovalSummary, Decision } from '../../../shared/domain/approval.ts';
import type { Artifact, RunStatus, RunSummary } from '../../../shared/domain/run.ts';
import type { Stop } from '../../../shared/domain/workspace.ts';
import type { ConsoleFacts, SearchHit } from '../../../electron/runtime/assistant/facts.ts';

export interface ConsoleContent {
  runs: RunSummary[];
  outputs: Record<string, unknown>;
  artifacts: Artifact[];
  approvals: ApprovalSummary[];
  decisions: Decision[];
  passages: SearchHit[];
  agents: AgentSummary[];
  files: { name: string; input: Record<string, unknown> | null }[];
  stops: Stop[];
}

/** A console whose facts are lists in memory; `asked` notes every question the assistant put to it. */
export function consoleOf(content: ConsoleContent): ConsoleFacts & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async countRuns({ sinceMs }) {
      asked.push('countRuns');
      const counts: Partial<Record<RunStatus, number>> = {};
      for (const run of content.runs) {
        if (sinceMs === null || run.createdAtMs >= sinceMs) counts[run.status] = (counts[run.status] ?? 0) + 1;
      }
      return counts;
    },
    async listRuns(filter) {
      asked.push('listRuns');
      return content.runs
        .filter(
          (run) =>
            (filter.statuses === undefined || filter.statuses.includes(run.status)) &&
            (filter.agentId === undefined || filter.agentId === run.agentId) &&
            (filter.idPart === undefined || byIdPart(run.runId, filter.idPart)) &&
            holds(run.title, filter.title) &&
            (filter.sinceMs === undefined || at(run) >= filter.sinceMs) &&
            (filter.beforeMs === undefined || at(run) < filter.beforeMs),
        )
        .toSorted((one, other) => other.createdAtMs - one.createdAtMs)
        .slice(0, filter.limit);
    },
    async showRun(runId) {
      asked.push('showRun');
      const run = content.runs.find((one) => one.runId === runId);
      if (run === undefined) return null;
      const artifacts = content.artifacts.filter((artifact) => artifact.runId === runId);
      return { run, output: content.outputs[runId] ?? null, artifacts };
    },
    async listApprovals(filter) {
      asked.push('listApprovals');
      const found = content.approvals.filter(
        (item) =>
          (filter.statuses === undefined || filter.statuses.includes(item.status)) &&
          (filter.runId === undefined || filter.runId === item.runId) &&
          holds(item.title, filter.title),
      );
      return { items: found.slice(0, filter.limit), total: found.length };
    },
    async listWaiting(filter) {
      asked.push('listWaiting');
      const waiting = content.approvals
        .filter((item) => item.status === 'pending' && (filter.runId === undefined || filter.runId === item.runId))
        .toSorted((one, other) => one.expiresAtMs - other.expiresAtMs);
      const groups = [...Map.groupBy(waiting, (item) => item.fingerprint).values()].flatMap((members) =>
        members.slice(0, 1).map((first) => ({ first, count: members.length })),
      );
      return { groups: groups.slice(0, filter.limit), total: waiting.length };
    },
    async listDecisions(filter) {
      asked.push('listDecisions');
      return content.decisions
        .flatMap((decision) => {
          const approval = content.approvals.find((item) => item.approvalId === decision.approvalId);
          return approval === undefined ? [] : [{ decision, approval }];
        })
        .filter(
          ({ decision, approval }) =>
            holds(approval.title, filter.title) &&
            (filter.idPart === undefined ||
              byIdPart(approval.approvalId, filter.idPart) ||
              byIdPart(approval.runId, filter.idPart)) &&
            (filter.sinceMs === undefined || decision.atMs >= filter.sinceMs) &&
            (filter.beforeMs === undefined || decision.atMs < filter.beforeMs),
        )
        .slice(0, filter.limit);
    },
    async searchText(query, { limit, runId }) {
      asked.push(`searchText ${query}${runId === undefined ? '' : ` in ${runId}`}`);
      const wanted = query.toLowerCase().split(/\s+/);
      return content.passages
        .filter((hit) => wanted.every((word) => hit.excerpt.toLowerCase().includes(word)))
        .slice(0, limit);
    },
    async listAgents() {
      return content.agents;
    },
    async findFile(name) {
      asked.push(`findFile ${name}`);
      const found = content.files.find((file) => file.name === name);
      return found === undefined
        ? null
        : { file: { sha256: 'ab'.repeat(32), name: found.name, bytes: 1234 }, input: found.input };
    },
    async listStops() {
      return content.stops;
    },
  };
}

function byIdPart(id: string, part: string): boolean {
  return id.startsWith(part) || id.replaceAll('-', '').endsWith(part.replaceAll('-', ''));
}

function holds(text: string, part: string | undefined): boolean {
  return part === undefined || text.toLowerCase().includes(part.toLowerCase());
}

function at(run: RunSummary): number {
  return run.finishedAtMs ?? run.createdAtMs;
}
