import { AgentError, defineAgent, type ArtifactRef, type Ctx, type InputFile } from 'lanekeeper/sdk';
import { inputContract, outputContract } from './contracts.ts';
import { inspectFile } from './mapping/inspect.ts';
import { manifest } from './manifest.ts';
import { readLanguage } from './run/read-language.ts';
import { nothingToReview, readRows, type RowsRead } from './run/read-rows.ts';
import { outputOf, type ReviewOutput } from './run/output.ts';
import { draftsArtifact, quarantineArtifact } from './run/artifacts.ts';
import { replyTo, type Fate, type TicketFate } from './run/replies.ts';
import type { PlainRef } from './run/stored.ts';
import { draftReplies, groupIntoThemes, rankAndReport, type Drafting, type WrittenReport } from './run/understand.ts';
import { settingsFrom, type Settings } from './settings.ts';

/** Reads tickets, finds what recurs, reports it, and proposes a reply to each. */
export default defineAgent({
  manifest,
  input: inputContract,
  output: outputContract,
  inspect: inspectFile,
  async run(ctx, input): Promise<ReviewOutput> {
    const settings = settingsFrom(input);
    const { file } = ctx;
    if (file === null) throw noFile();
    const rows = await ctx.step('read rows', (step) => readRows(file, settings, step), { nonRetryable: INPUT_FAULTS });
    await keepQuarantine(ctx, rows);
    if (rows.tickets === 0) throw nothingToReview(rows);

    const material = { rows, readings: await readAllLanguage(ctx, rows) };
    const themes = await ctx.step('group into themes', (step) => groupIntoThemes(material, settings, step));
    const drafting = await ctx.step('draft replies', (step) => draftReplies(material, { themes, settings }, step));
    const report = await ctx.step('rank issues and write report', (step) =>
      rankAndReport(material, { themes, drafting, settings }, step),
    );
    const kept = await keepReport(ctx, report);
    if (settings.drafts) await ctx.artifact(draftsArtifact(drafting.plans, report, settings));

    const fates = await propose(ctx, { settings, drafting, report, kept, file });
    return outputOf({ rows, drafting, report, ...fates });
  },
});

/** What no second attempt can mend. */
const INPUT_FAULTS = ['empty-file', 'not-a-table', 'no-rows', 'no-such-column', 'no-text-column', 'invalid-input'];

function noFile(): AgentError {
  return new AgentError(
    'no-file',
    'The run was started without a file.',
    'Start it again with a CSV, TSV or JSONL file.',
  );
}

async function keepQuarantine(ctx: Ctx, rows: RowsRead): Promise<void> {
  if (rows.quarantine.total === 0) return;
  const text = await ctx.step('list rows set aside', (step) => quarantineArtifact(rows, step));
  await ctx.artifact({
    name: 'quarantine.jsonl',
    role: 'quarantine',
    mediaType: 'application/jsonl',
    text,
    items: rows.quarantine.total,
  });
}

/** One step per piece: after a crash, reading goes on with the first piece that was not finished. */
async function readAllLanguage(ctx: Ctx, rows: RowsRead): Promise<PlainRef[]> {
  const readings: PlainRef[] = [];
  let before = 0;
  for (const [index, piece] of rows.pieces.entries()) {
    const name = `read language ${index + 1} of ${rows.pieces.length}`;
    const part = { piece, before, total: rows.tickets };
    readings.push(await ctx.step(name, (step) => readLanguage(part, step)));
    before += piece.items;
  }
  return readings;
}

async function keepReport(ctx: Ctx, report: WrittenReport): Promise<ArtifactRef> {
  const markdown = await ctx.artifact({
    name: 'report.md',
    role: 'report',
    mediaType: 'text/markdown',
    text: report.markdown,
    items: report.issues.length,
  });
  await ctx.artifact({
    name: 'report.json',
    role: 'report',
    mediaType: 'application/json',
    text: report.json,
    items: report.issues.length,
  });
  return markdown;
}

interface Proposals {
  readonly settings: Settings;
  readonly drafting: Drafting;
  readonly report: WrittenReport;
  readonly kept: ArtifactRef;
  readonly file: InputFile;
}

/** Proposes every effect at once, so that people may decide in any order. */
async function propose(ctx: Ctx, proposals: Proposals): Promise<{ tickets: TicketFate[]; published: Fate }> {
  const { settings, drafting, report, kept, file } = proposals;
  const answers = new Map(report.answers.map((answer) => [answer.theme, answer]));
  const branches: Record<string, (branch: Ctx) => Promise<TicketFate>> = {};
  for (const plan of drafting.plans) {
    const answer = answers.get(plan.theme);
    if (answer !== undefined) branches[`row-${plan.row}`] = (branch) => replyTo(branch, plan, answer, settings);
  }
  if (settings.publish) {
    const fileName = reportFileName(file.name);
    branches['publish'] = async (branch) => {
      const outcome = await branch.effect({
        tool: 'report.publish',
        target: fileName,
        params: { artifactSha256: kept.sha256, fileName },
        claim: 'The report of this run, as it stands in report.md.',
      });
      return { reply: outcome.outcome, record: 'skipped' };
    };
  }
  const total = Object.keys(branches).length;
  if (total === 0) return { tickets: [], published: 'skipped' };
  ctx.progress({ phase: 'Waiting for decisions', done: 0, total, unit: 'proposals', etaMs: null });
  const { publish, ...tickets } = await ctx.all('replies', branches);
  return { tickets: Object.values(tickets), published: publish?.reply ?? 'skipped' };
}

function reportFileName(name: string): string {
  const base = name
    .replace(/\.[^.]*$/, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return `ticket-review-${base.slice(0, 80) || 'report'}.md`;
}
