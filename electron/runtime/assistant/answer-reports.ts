import * as z from 'zod';
import type { Artifact, RunSummary } from '../../../shared/domain/run.ts';
import type { Citation } from '../../../shared/domain/assistant.ts';
import type { Asked } from './asked.ts';
import type { SearchHit } from './facts.ts';
import { unresolved } from './answer-runs.ts';
import { ago, counted, inert, say, shortId, sources, type Reply } from './reply.ts';
import { resolveRun, type ResolvedRun } from './resolve-run.ts';
import { runCitation, runName } from './run-words.ts';

/** What is read from any agent's output that lists its top issues. */
const issueOutput = z.object({
  topIssues: z.array(
    z.object({
      name: z.string(),
      tickets: z.number(),
      share: z.number().optional(),
      trend: z.string().optional(),
      severity: z.number().optional(),
    }),
  ),
});

/** The recurring issues of the named or the latest report. */
export async function answerTopIssues(asked: Asked): Promise<Reply> {
  const found = await runWithReport(asked);
  if (found.kind !== 'one') return unresolved(found, (run) => `What are the top issues in run ${shortId(run.runId)}?`);
  const { run, output, report } = found;
  const parsed = issueOutput.safeParse(output);
  const from = sources();
  const mark = from.cite(report === null ? runCitation(run) : artifactCitation(report));
  if (!parsed.success || parsed.data.topIssues.length === 0) {
    return say(`${runName(run)} lists no recurring issues ${mark}.`, from);
  }
  const rising = /\b(?:rising|growing|increas\w*)\b/i.test(asked.question);
  const issues = parsed.data.topIssues.filter((issue) => !rising || issue.trend === 'rising');
  if (issues.length === 0)
    return say(`None of the ${parsed.data.topIssues.length} issues in ${runName(run)} is rising ${mark}.`, from);
  const lines = issues.slice(0, 10).map((issue, index) => {
    const share = issue.share === undefined ? '' : ` (${Math.round(issue.share * 100)} %)`;
    const trend = issue.trend === undefined || issue.trend === 'undated' ? '' : `, ${inert(issue.trend, 20)}`;
    return `${index + 1}. **${inert(issue.name, 80)}**: ${counted(issue.tickets, 'ticket')}${share}${trend}`;
  });
  const age = ago(report?.atMs ?? run.finishedAtMs ?? run.createdAtMs, asked.moment.nowMs);
  return say(
    `${rising ? 'Rising' : 'Top'} issues in ${runName(run)}, reported ${age} ${mark}:\n\n${lines.join('\n')}`,
    from,
  );
}

/** Quotes and other places where a topic is mentioned, as the full-text index finds them. */
export async function answerQuotes(asked: Asked): Promise<Reply> {
  const { facts, slots, about } = asked;
  const topic = slots.topic?.trim() ?? '';
  if (topic === '') return say('About what? For example: Show quotes about late fees.');
  const hits = await facts.searchText(topic, { limit: 6, ...(about?.kind === 'run' ? { runId: about.id } : {}) });
  if (hits.length === 0) return say(`I found nothing about “${inert(topic, 80)}” in runs, approvals and reports.`);
  const from = sources();
  const lines = hits.map((hit) => `> ${inert(hit.excerpt, 280)} ${from.cite(hitCitation(hit))}`);
  return say(
    `${counted(hits.length, 'passage')} about “${inert(topic, 80)}”. They are quoted input, not statements of mine:\n\n${lines.join('\n\n')}`,
    from,
  );
}

/** How many rows were set aside, and where the list is. */
export async function answerQuarantined(asked: Asked): Promise<Reply> {
  const { facts, slots, about, moment } = asked;
  const from = sources();
  if (slots.id === null && slots.file === null && about?.kind !== 'run' && slots.window !== null) {
    const runs = await facts.listRuns({ sinceMs: slots.window.sinceMs, limit: 200 });
    const hit = runs.filter((run) => run.quarantined > 0);
    const total = hit.reduce((sum, run) => sum + run.quarantined, 0);
    if (total === 0) return say(`No row was set aside ${slots.window.name}.`);
    const lines = hit
      .slice(0, 8)
      .map((run) => `- ${runName(run)}: ${run.quarantined.toLocaleString('en-US')} ${from.cite(runCitation(run))}`);
    return say(`${counted(total, 'row')} set aside ${slots.window.name}:\n\n${lines.join('\n')}`, from);
  }
  const found = await resolveRun(facts, asked);
  if (found.kind !== 'one')
    return unresolved(found, (run) => `How many tickets were quarantined in run ${shortId(run.runId)}?`);
  const { run } = found;
  const shown = await facts.showRun(run.runId);
  const list = shown?.artifacts.find((artifact) => artifact.role === 'quarantine') ?? null;
  const mark = from.cite(runCitation(run));
  const age = ago(run.finishedAtMs ?? run.createdAtMs, moment.nowMs);
  const where =
    list === null
      ? ''
      : ` The list with each row’s reason is ${inert(list.name, 80)} ${from.cite(artifactCitation(list))}.`;
  return say(
    `In ${runName(run)}, ${age}, **${counted(run.quarantined, 'row')}** ${run.quarantined === 1 ? 'was' : 'were'} set aside ${mark}.${where}`,
    from,
  );
}

/** Where the named or the latest report is. */
export async function answerReport(asked: Asked): Promise<Reply> {
  const found = await runWithReport(asked);
  if (found.kind !== 'one') return unresolved(found, (run) => `Where is the report of run ${shortId(run.runId)}?`);
  const from = sources();
  const { run, report } = found;
  if (report === null)
    return say(`${runName(run)} has no report ${from.cite(runCitation(run))}; it is ${run.status}.`, from);
  const age = ago(report.atMs, asked.moment.nowMs);
  return say(
    `**${inert(report.name, 80)}**, version ${report.version}, ${age} ${from.cite(artifactCitation(report))}, of ${runName(run)} ${from.cite(runCitation(run))}.`,
    from,
  );
}

type RunWithReport =
  | { readonly kind: 'one'; readonly run: RunSummary; readonly output: unknown; readonly report: Artifact | null }
  | Exclude<ResolvedRun, { kind: 'one' }>;

/** The run that is named; unnamed, the newest that made a report. */
async function runWithReport(asked: Asked): Promise<RunWithReport> {
  const { facts, slots, about } = asked;
  const isNamed = slots.id !== null || slots.file !== null || slots.topic !== null || about?.kind === 'run';
  const found = isNamed ? await resolveRun(facts, asked) : null;
  if (found !== null && found.kind !== 'one') return found;
  const agent = slots.agent === null ? {} : { agentId: slots.agent.agentId };
  const candidates = found === null ? await facts.listRuns({ ...agent, limit: 20 }) : [found.run];
  for (const run of candidates) {
    const shown = await facts.showRun(run.runId);
    const report = reportOf(shown?.artifacts ?? []);
    const hasIssues = issueOutput.safeParse(shown?.output).success;
    if (found !== null || report !== null || hasIssues)
      return { kind: 'one', run, output: shown?.output ?? null, report };
  }
  return { kind: 'none', sought: 'a run with a report' };
}

/** The latest report, as text where there is one: a person reads it. */
function reportOf(artifacts: readonly Artifact[]): Artifact | null {
  const reports = artifacts.filter((artifact) => artifact.role === 'report');
  return reports.findLast(({ mediaType }) => mediaType.startsWith('text/')) ?? reports.at(-1) ?? null;
}

function artifactCitation(artifact: Artifact): Citation {
  return {
    kind: 'artifact',
    id: artifact.artifactId,
    runId: artifact.runId,
    label: `${artifact.name} v${artifact.version}`,
    atMs: artifact.atMs,
  };
}

function hitCitation(hit: SearchHit): Citation {
  const { kind, id, label, atMs } = hit;
  return hit.runId === undefined ? { kind, id, label, atMs } : { kind, id, runId: hit.runId, label, atMs };
}
