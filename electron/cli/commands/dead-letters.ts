import { mostInBulk } from '../../../shared/domain/bulk.ts';
import type { DeadLetter } from '../../../shared/domain/dead-letter.ts';
import { parseRunQuery, toRunFilter } from '../../../shared/domain/run-query.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { table, type Column } from '../output/table.ts';
import { counted, localTime, plain } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';
import { runBulk, type Chosen } from './bulk-job.ts';
import { showRun } from './runs.ts';

const reason = { type: 'string', value: 'TEXT', about: 'why, for the audit log (required)' } as const;
const someRuns = {
  operands: '[RUN…]',
  takes: { least: 0, most: mostInBulk },
  kind: 'changes',
  details: `Several runs, or all that --filter matches (agent:ID and words), are a job that tells what became of each.`,
} as const;
const choice = {
  filter: { type: 'string', value: 'TEXT', about: 'instead of names: open letters of these runs; "" = all' },
  preview: { type: 'boolean', about: 'say what would be done, and do nothing' },
} as const;

export const deadLettersList = command({
  name: 'dead-letters list',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'list the runs that failed for good or were tried again too often, with what tells why',
  kind: 'reads',
  options: { settled: { type: 'boolean', about: 'those that were retried, rolled back or dismissed' } },
  async run({ options, session, terminal }) {
    const open = await session();
    const letters: DeadLetter[] = [];
    const state = options.settled ? ('settled' as const) : ('open' as const);
    for (let after: string | null | undefined; after !== null;) {
      const page = await open.ask('deadLetter.list', { state, ...(after === undefined ? {} : { after }) });
      letters.push(...page.letters);
      after = page.next;
    }
    return { exit: 0, value: letters, text: letterTable(letters, terminal) };
  },
});

export const deadLettersRetry = command({
  ...someRuns,
  name: 'dead-letters retry',
  about: 'try runs of the dead letters again, as new attempts',
  options: {
    ...choice,
    from: { type: 'string', value: 'ENTRY', about: 'go on from this entry instead of the top' },
    reason,
  },
  async run({ operands, options, session, terminal }) {
    const why = needReason(options.reason);
    const open = await session();
    const given = { path: options.from ?? null, reason: why };
    const many = readMany(operands, options);
    if (many !== null) return runBulk(open, { verb: 'retry', ...many, given }, terminal);
    const runId = operands[0] ?? '';
    await open.act('deadLetter.retry', { runId, path: options.from ?? null, reason: why });
    return { ...(await showRun(open, runId, terminal)), exit: 0 };
  },
});

export const deadLettersDismiss = command({
  ...someRuns,
  name: 'dead-letters dismiss',
  about: 'take runs off the list of dead letters; nothing is deleted',
  options: { ...choice, reason },
  async run({ operands, options, session, terminal }) {
    const why = needReason(options.reason);
    const open = await session();
    const many = readMany(operands, options);
    if (many !== null) return runBulk(open, { verb: 'dismiss', ...many, given: { reason: why } }, terminal);
    const runId = operands[0] ?? '';
    await open.act('deadLetter.dismiss', { runId, reason: why });
    return { exit: 0, value: { run: runId, dismissed: true }, text: `The dead letter of ${runId} was dismissed.` };
  },
});

/** The runs named, when they are several or only looked at, or the filter; null for one that is named. */
function readMany(
  named: readonly string[],
  { filter, preview }: { readonly filter: string | undefined; readonly preview: boolean },
): { readonly chosen: Chosen; readonly isPreview: boolean } | null {
  if (named.length > 0 === (filter !== undefined))
    throw new UsageError('Name runs, or give --filter TEXT.', { hint: '--filter "" is every open letter.' });
  if (named.length === 1 && !preview) return null;
  const runIds = [...new Set(named)];
  if (filter === undefined) return { chosen: { runIds }, isPreview: preview };
  const { unknown, status, parentId, ...query } = parseRunQuery(filter);
  if (unknown.length > 0 || status.length > 0 || parentId !== null)
    throw new UsageError('The filter of dead letters knows agent:ID and words of the title.');
  const matching = toRunFilter({ ...query, unknown, status, parentId });
  return { chosen: { filter: { ...matching, letters: 'open' } }, isPreview: preview };
}

function needReason(stated: string | undefined): string {
  if (stated !== undefined && stated.trim() !== '') return stated;
  throw new UsageError('--reason is missing: a dead letter is settled with a reason.', { hint: 'Add --reason TEXT.' });
}

function letterTable(letters: readonly DeadLetter[], terminal: Terminal): string {
  if (letters.length === 0) return 'No dead letters.';
  const rows = letters.map((one) => [
    one.runId,
    one.agentId,
    one.kind,
    localTime(one.atMs),
    `${one.attempt}`,
    `${one.recoveries}`,
    `${one.records}`,
    plain(one.error.message),
    one.settled === null ? '' : `${one.settled.how} by ${one.settled.by}: ${plain(one.settled.reason)}`,
  ]);
  const columns: readonly Column[] = [
    { title: 'RUN' },
    { title: 'AGENT' },
    { title: 'KIND' },
    { title: 'SINCE' },
    { title: 'ATTEMPTS', align: 'right' },
    { title: 'RECOVERIES', align: 'right' },
    { title: 'RECORDS', align: 'right' },
    { title: 'ERROR', isFlexible: true },
    { title: 'BECAME', isFlexible: true },
  ];
  return `${table(columns, rows, terminal)}\n\n${counted(letters.length, 'dead letter')}`;
}
