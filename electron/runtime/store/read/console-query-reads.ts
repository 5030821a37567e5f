import {
  consoleQueries,
  isConsoleQuery,
  type ConsoleAnswer,
  type ConsoleQueryInput,
  type ConsoleQueryName,
} from '../../../../shared/domain/console-query.ts';
import type { Artifact, RunSummary } from '../../../../shared/domain/run.ts';
import type { ModelSource } from '../../../../shared/domain/model-call.ts';
import { usedWordsOf } from '../../../../shared/domain/amounts.ts';
import { LanekeeperError } from '../../../../shared/errors.ts';
import type { ConsoleFacts } from '../../assistant/facts.ts';
import { runCitation } from '../../assistant/run-words.ts';
import type { Clock } from '../../ports.ts';
import type { Db } from '../open.ts';
import { blobPath, readArtifact, type ArtifactPlaces } from './artifact-reads.ts';
import type { BudgetReads } from './budget-reads.ts';
import {
  brief,
  cutJson,
  hintWhole,
  ofApproval,
  ofArtifact,
  ofHit,
  own,
  pieceBytes,
  pieceOf,
  when,
  type Attached,
} from './console-query-parts.ts';

const hourMs = 3_600_000;

export interface ConsoleQueryReadsOptions {
  readonly facts: ConsoleFacts;
  readonly budgets: Pick<BudgetReads, 'list' | 'ofRun'>;
  readonly places: ArtifactPlaces;
  readonly clock: Clock;
}

/** A question about the console as a run asks it. */
export interface ConsoleQuestion {
  readonly tool: string;
  readonly args: unknown;
  /** The run that asks: it reads the files that were attached to it, and no others. */
  readonly asker: string;
}

type Answered = Omit<ConsoleAnswer, 'asOfMs'>;

/** Answers what agents ask of the console, from the rows of one read transaction. */
export function createConsoleQueryReads(
  db: Db,
  { facts, budgets, places, clock }: ConsoleQueryReadsOptions,
): (question: ConsoleQuestion) => Promise<ConsoleAnswer> {
  const inputOf = db.prepare('SELECT input FROM run WHERE run_id = ?').pluck();

  async function runNamed(name: string): Promise<RunSummary> {
    const whole = await facts.showRun(name);
    if (whole !== null) return whole.run;
    const found = await facts.listRuns({ idPart: name.toLowerCase().replaceAll('-', ''), limit: 2 });
    const [run, other] = found;
    if (run === undefined) throw new LanekeeperError('not-found', `There is no run ${name}.`);
    if (other !== undefined) throw new LanekeeperError('refused', `More than one run is called ${name}.`, hintWhole);
    return run;
  }

  /** The run that is named; without a name, the newest that has made a report. */
  async function reported(
    name: string | undefined,
  ): Promise<{ run: RunSummary; output: unknown; report: Artifact | null }> {
    const candidates = name === undefined ? await facts.listRuns({ limit: 20 }) : [await runNamed(name)];
    for (const run of candidates) {
      const shown = await facts.showRun(run.runId);
      const reports = (shown?.artifacts ?? []).filter(({ role }) => role === 'report');
      const report = reports.findLast(({ mediaType }) => mediaType.startsWith('text/')) ?? reports.at(-1) ?? null;
      if (name !== undefined || report !== null) return { run, output: shown?.output ?? null, report };
    }
    throw new LanekeeperError('not-found', 'No run has made a report yet.');
  }

  const answers: {
    readonly [Q in ConsoleQueryName]: (input: ConsoleQueryInput<Q>, asker: string) => Promise<Answered>;
  } = {
    async find_runs({ statuses, agentId, title, sinceHours, most }) {
      const sinceMs = sinceHours === undefined ? null : clock.now() - sinceHours * hourMs;
      const runs = await facts.listRuns({
        ...(statuses === undefined ? {} : { statuses }),
        ...(agentId === undefined ? {} : { agentId }),
        ...(title === undefined ? {} : { title }),
        ...(sinceMs === null ? {} : { sinceMs }),
        limit: most + 1,
      });
      const counts = await facts.countRuns({ sinceMs });
      const listed = runs.slice(0, most);
      return own({ runs: listed.map(brief), areThereMore: runs.length > most, counts }, listed.map(runCitation));
    },
    async show_run({ runId }) {
      const shown = await facts.showRun((await runNamed(runId)).runId);
      if (shown === null) throw new LanekeeperError('not-found', `There is no run ${runId}.`);
      const { run, output, artifacts } = shown;
      const made = artifacts.map(({ artifactId, name, version, role, bytes, atMs }) => ({
        artifactId,
        name,
        version,
        role,
        bytes,
        at: when(atMs),
      }));
      const found = {
        ...brief(run),
        progress: run.progress,
        error: run.error,
        output: cutJson(output),
        artifacts: made,
      };
      return {
        ...own(found, [runCitation(run), ...artifacts.map(ofArtifact)]),
        provenance: output === null ? null : `output of ${run.agentTitle}`,
      };
    },
    async why_run_stands({ runId }) {
      const run = await runNamed(runId);
      const { error, pause, status, pendingApprovals, wakeAtMs } = run;
      return own(
        { ...brief(run), status, error, pause, pendingApprovals, wakesAt: wakeAtMs === null ? null : when(wakeAtMs) },
        [runCitation(run)],
      );
    },
    async list_waiting({ runId, most }) {
      const of = runId === undefined ? {} : { runId: (await runNamed(runId)).runId };
      const { groups, total } = await facts.listWaiting({ ...of, limit: most });
      const waiting = groups.map(({ first, count }) => ({
        approvalId: first.approvalId,
        title: first.title,
        tool: first.toolId,
        tier: first.tier,
        alike: count,
        expires: when(first.expiresAtMs),
      }));
      return own(
        { waiting, total },
        groups.map(({ first }) => ofApproval(first)),
      );
    },
    async find_decisions({ title, sinceHours, most }) {
      const found = await facts.listDecisions({
        ...(title === undefined ? {} : { title }),
        ...(sinceHours === undefined ? {} : { sinceMs: clock.now() - sinceHours * hourMs }),
        limit: most,
      });
      const decisions = found.map(({ decision, approval }) => ({
        title: approval.title,
        decision: decision.decision,
        by: decision.printedName,
        reason: decision.reason,
        at: when(decision.atMs),
      }));
      return own(
        { decisions },
        found.map(({ approval, decision }) => ({ ...ofApproval(approval), atMs: decision.atMs })),
      );
    },
    async top_issues({ runId }) {
      const { run, output, report } = await reported(runId);
      const issues = (output as { topIssues?: unknown } | null)?.topIssues ?? [];
      const sources = [report === null ? runCitation(run) : ofArtifact(report)];
      return {
        ...own({ run: brief(run), topIssues: cutJson(issues) }, sources),
        provenance: 'names taken from tickets',
      };
    },
    async read_report({ runId, fromByte }) {
      const { run, report } = await reported(runId);
      if (report === null) throw new LanekeeperError('not-found', `Run ${run.title} has no report.`);
      const { text, offset, total } = readArtifact(db, places, {
        artifactId: report.artifactId,
        offset: fromByte,
        length: pieceBytes,
      });
      return {
        ...own({ name: report.name, text, nextByte: offset < total ? offset : null, total }, [ofArtifact(report)]),
        provenance: 'report made from input data',
      };
    },
    async find_quotes({ words, runId, most }) {
      const of = runId === undefined ? {} : { runId: (await runNamed(runId)).runId };
      const hits = await facts.searchText(words, { limit: most, ...of });
      const passages = hits.map(({ label, excerpt, atMs }) => ({ label, excerpt, at: when(atMs) }));
      return { ...own({ passages }, hits.map(ofHit)), provenance: 'quoted text of tickets and reports' };
    },
    async show_costs({ runId }) {
      if (runId === undefined) {
        const { today } = budgets.list();
        const agents = today.agents.map(({ agentId, used, reserved }) => ({
          agentId,
          used: usedWordsOf(used),
          reserved: usedWordsOf(reserved),
        }));
        return own({ day: today.day, agents }, []);
      }
      const run = await runNamed(runId);
      const { used, lines } = budgets.ofRun({ runId: run.runId });
      const unknown = lines.filter(({ status }) => status === 'unknown').length;
      return own({ run: brief(run), used: usedWordsOf(used), callsOfUnknownCost: unknown }, [runCitation(run)]);
    },
    async list_agents() {
      const agents = await facts.listAgents();
      const sources = agents.map(({ agentId, title, addedAtMs }): ModelSource => ({
        kind: 'agent',
        id: agentId,
        label: title,
        atMs: addedAtMs,
      }));
      return own(
        {
          agents: agents.map(({ agentId, title, description, takesFile }) => ({
            agentId,
            title,
            description,
            takesFile,
          })),
        },
        sources,
      );
    },
    async read_attachment({ name, fromByte }, asker) {
      const input = JSON.parse((inputOf.get(asker) as string | undefined) ?? '{}') as {
        attachments?: readonly Attached[];
      };
      const file = (input.attachments ?? []).find((one) => one.kind === 'file' && one.name === name);
      if (file === undefined)
        throw new LanekeeperError('not-found', `No file called ${name} is attached to this message.`);
      const text = pieceOf(blobPath(places.artifactFolder, file.sha256), fromByte);
      const next = fromByte + pieceBytes;
      const source: ModelSource = { kind: 'file', id: file.sha256, label: name, atMs: clock.now() };
      return {
        ...own({ name, text, nextByte: next < file.bytes ? next : null, total: file.bytes }, [source]),
        provenance: `file ${name}`,
      };
    },
  };

  return async ({ tool, args, asker }) => {
    if (!isConsoleQuery(tool))
      throw new LanekeeperError('unsupported', `There is no question ${tool.slice(0, 64)} about the console.`, {
        hint: `There are: ${Object.keys(consoleQueries).join(', ')}.`,
      });
    const parsed = consoleQueries[tool].input.safeParse(args);
    if (!parsed.success) {
      const [first] = parsed.error.issues;
      throw new LanekeeperError(
        'invalid-input',
        `${tool}: ${first?.path.join('.') || 'the arguments'}: ${first?.message ?? 'not valid'}.`,
      );
    }
    const answer = await answers[tool](parsed.data as never, asker);
    return { asOfMs: clock.now(), ...answer };
  };
}
