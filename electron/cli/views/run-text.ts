import { usedWordsOf } from '../../../shared/domain/amounts.ts';
import type { EffectSummary } from '../../../shared/domain/effect.ts';
import type { RunSummary, RunWait } from '../../../shared/domain/run.ts';
import { wayOnFacts } from './way-on-text.ts';
import { holdText, holdTitle } from './hold-text.ts';
import { finalRunStatuses } from '../../../shared/domain/run.ts';
import { facts, table } from '../output/table.ts';
import { counted, localTime, plain, share, size, span, timeFrom } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';
import { raisedWords, modelTable, standTable, unknownTable } from './budget-view.ts';
import type { WholeRun } from './run-view.ts';

/** What was removed of it, or who forbids that. */
function keptFacts({ legalHold, removal }: WholeRun['shown']): [string, string][] {
  if (legalHold !== null)
    return [
      ['Legal hold', `${plain(legalHold.printedName)}, ${localTime(legalHold.atMs)}: ${plain(legalHold.reason)}`],
    ];
  if (removal === null) return [];
  const { doneAtMs, begunAtMs, keepDays, records, files, bytes } = removal;
  const when = doneAtMs === null ? `since ${localTime(begunAtMs)}, under way` : localTime(doneAtMs);
  return [
    [
      'Removed',
      `${when}: ${counted(records, 'record')}, ${counted(files, 'file')} (${size(bytes)}), after ${keepDays} days`,
    ],
  ];
}

/** Where it waits, with what was asked for besides. */
function queueWords({ queue, priority, notBeforeMs, queueKey, dedupKey }: RunSummary): string {
  const words = [
    queue,
    priority === 0 ? '' : `priority ${priority}`,
    notBeforeMs === null ? '' : `no earlier than ${localTime(notBeforeMs)}`,
    queueKey === null ? '' : `key ${plain(queueKey)}`,
    dedupKey === null ? '' : `holds ${plain(dedupKey)}`,
  ];
  return words.filter((word) => word !== '').join(', ');
}

/** A run for a person to read. */
export function runText({ shown, effects, budgets }: WholeRun, terminal: Terminal): string {
  const { run, steps, artifacts } = shown;
  const parts = [
    plain(run.title),
    facts([
      ['Run', run.runId],
      ['Agent', `${run.agentId}, release ${run.releaseHash.slice(0, 12)}`],
      ['Status', statusWords(run)],
      ['Queue', queueWords(run)],
      ...pausedFacts(shown),
      ...holdFacts(shown),
      ...wayOnFacts(shown.run.runId, shown.wayOn),
      ...originFacts(run),
      ...familyFacts(run),
      ...deadlineFacts(run),
      ...(run.sandbox
        ? ([['Sandbox', 'its actions are decided and recorded, and never sent']] as [string, string][])
        : []),
      ['Started', `${localTime(run.createdAtMs)} by ${run.startedBy}`],
      ...ended(run),
      ...waitFacts(shown),
      ...keptFacts(shown),
      ['Actions', actionWords(run)],
      ['Used', usedWordsOf(budgets.used)],
      ...(budgets.family === null
        ? []
        : [[`With ${counted(budgets.family.runs, 'run')} of its family`, usedWordsOf(budgets.family.used)] as const]),
      ['Set aside', `${counted(run.quarantined, 'row')} of the input`],
    ]),
  ];
  if (budgets.stands.length > 0) parts.push(standTable(budgets.stands, terminal));
  const unknown = budgets.lines.filter(({ kind, status }) => kind === 'model' && status === 'unknown');
  if (unknown.length > 0) parts.push(unknownTable(unknown, terminal));
  const asked = budgets.lines.filter(({ model }) => model !== undefined);
  if (asked.length > 0) parts.push(modelTable(asked, terminal));
  if (steps.length > 0)
    parts.push(
      table(
        [
          { title: 'STEP', isFlexible: true },
          { title: 'ATTEMPT', align: 'right' },
          { title: 'STATUS' },
          { title: 'TOOK', align: 'right' },
        ],
        steps.map((step) => [
          plain(step.name),
          String(step.attempt),
          step.status,
          step.durationMs === null ? '' : span(step.durationMs),
        ]),
        terminal,
      ),
    );
  if (shown.children.total > 0)
    parts.push(
      table(
        [{ title: 'CHILD' }, { title: 'STATUS' }, { title: 'LIFE' }, { title: 'TITLE', isFlexible: true }],
        shown.children.list.map((child) => [
          `${'  '.repeat(child.depth - 1)}${child.runId}`,
          child.status,
          child.life,
          plain(child.title),
        ]),
        terminal,
      ),
    );
  if (effects.length > 0)
    parts.push(
      table(
        [{ title: 'TOOL' }, { title: 'STATUS' }, { title: 'ACTIONS', align: 'right' }],
        effectCounts(effects),
        terminal,
      ),
    );
  if (artifacts.length > 0)
    parts.push(
      table(
        [{ title: 'ARTIFACT' }, { title: 'SIZE', align: 'right' }, { title: 'PATH' }],
        artifacts.map((artifact) => [plain(artifact.name), size(artifact.bytes), artifact.path]),
        terminal,
      ),
    );
  return parts.join('\n\n');
}

/** A status with what a reader needs beside it. */
export function statusWords(run: RunSummary): string {
  const partial = run.partial && finalRunStatuses.has(run.status) ? ', partial' : '';
  const error = run.error === null ? '' : `: ${plain(run.error.message)}`;
  return `${run.status}${partial}${error}`;
}

/** What to do next about a run, or undefined when there is nothing. */
export function nextFor(run: RunSummary): string | undefined {
  if (run.pendingApprovals > 0)
    return `${counted(run.pendingApprovals, 'action')} wait for a decision. Next: lanekeeper approvals list --run ${run.runId}`;
  if (run.pause?.budget !== undefined)
    return `It stands at its budget. Next: lanekeeper runs raise ${run.runId} ${raisedWords(run.pause.budget)}, or lanekeeper runs cancel ${run.runId}`;
  if (run.status !== 'failed' && run.status !== 'needs-attention') return undefined;
  const why = run.error === null ? '' : `: ${plain(run.error.message)}`;
  const hint = run.error?.hint === undefined ? '' : ` ${plain(run.error.hint)}`;
  return `The run is ${run.status}${why}${hint} What is finished is kept. Next: lanekeeper runs retry ${run.runId}`;
}

function ended(run: RunSummary): [string, string][] {
  if (run.finishedAtMs === null) return [];
  return [['Ended', `${localTime(run.finishedAtMs)}, after ${span(run.finishedAtMs - run.createdAtMs)}`]];
}

function deadlineFacts({ deadlineAtMs, finishedAtMs }: RunSummary): [string, string][] {
  if (deadlineAtMs === null || finishedAtMs !== null) return [];
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const when = `${timeFrom(deadlineAtMs, Date.now())}, ${timeZone} time`;
  return [['Deadline', `${when}; it is cancelled then, and what it did is undone after a decision`]];
}

function waitFacts({ run, waits }: WholeRun['shown']): [string, string][] {
  if (run.finishedAtMs !== null) return [];
  return waits.map((wait) => ['Waits', waitWords(wait)]);
}

function waitWords({ kind, name, key, dueAtMs }: RunWait): string {
  const until = dueAtMs === null ? '' : ` until ${localTime(dueAtMs)}`;
  if (kind === 'signal') return `for the signal ${name}${key === '' ? '' : ` with the key ${plain(key)}`}${until}`;
  if (kind === 'child') return `for its child run ${name}${until}`;
  return kind === 'retry' ? `to try the step ${plain(name)} again${until}` : `for its time${until}`;
}

function familyFacts({ parent, continuedAs }: RunSummary): [string, string][] {
  return [
    ...(parent === null ? [] : ([['Parent', `${parent.runId}, ${parent.life}`]] as [string, string][])),
    ...(continuedAs === null ? [] : ([['Went on as', continuedAs]] as [string, string][])),
  ];
}

function originFacts({ origin }: RunSummary): [string, string][] {
  if (origin === null) return [];
  return [
    [
      { fork: 'Forked from', extension: 'Continues', continuation: 'Goes on from' }[origin.kind],
      `${origin.runId}${origin.path === null ? '' : `, entry ${origin.path}`}`,
    ],
  ];
}

function pausedFacts({ run, agentPause }: WholeRun['shown']): [string, string][] {
  const pause = run.pause ?? (run.finishedAtMs === null ? agentPause : null);
  if (pause === null) return [];
  const what = run.pause === null ? `the agent ${run.agentId}` : 'it';
  const why = pause.reason === '' ? '' : `: ${plain(pause.reason)}`;
  if (run.pause?.budget !== undefined)
    return [['Stands', `at its budget, ${localTime(pause.atMs)}: ${plain(pause.reason)}`]];
  return [['Paused', `${plain(pause.by)} paused ${what}, ${localTime(pause.atMs)}${why}`]];
}

function holdFacts({ releaseHold: hold }: WholeRun['shown']): [string, string][] {
  return hold === null ? [] : [[holdTitle(hold), holdText(hold)]];
}

function actionWords(run: RunSummary): string {
  if (run.effects === 0) return 'none proposed';
  return `${share(run.effectsDone, run.effects)} done, ${run.pendingApprovals.toLocaleString('en')} waiting for a decision`;
}

function effectCounts(effects: readonly EffectSummary[]): string[][] {
  const counts = new Map<string, { tool: string; status: string; count: number }>();
  for (const { toolId, status } of effects) {
    const key = `${toolId} ${status}`;
    const found = counts.get(key) ?? { tool: toolId, status, count: 0 };
    counts.set(key, { ...found, count: found.count + 1 });
  }
  return [...counts.values()].map(({ tool, status, count }) => [plain(tool), status, share(count, effects.length)]);
}
