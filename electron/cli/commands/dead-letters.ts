import type { DeadLetter } from '../../../shared/domain/dead-letter.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { table, type Column } from '../output/table.ts';
import { counted, localTime, plain } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';
import { showRun } from './runs.ts';

const reason = { type: 'string', value: 'TEXT', about: 'why, for the audit log (required)' } as const;
const oneRun = { operands: 'RUN', takes: { least: 1, most: 1 }, kind: 'changes' } as const;

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
  ...oneRun,
  name: 'dead-letters retry',
  about: 'try a run of the dead letters again, as a new attempt',
  options: {
    from: { type: 'string', value: 'ENTRY', about: 'go on from this entry instead of the top' },
    reason,
  },
  async run({ operands, options, session, terminal }) {
    const why = needReason(options.reason);
    const open = await session();
    const runId = operands[0] ?? '';
    await open.act('deadLetter.retry', { runId, path: options.from ?? null, reason: why });
    return { ...(await showRun(open, runId, terminal)), exit: 0 };
  },
});

export const deadLettersDismiss = command({
  ...oneRun,
  name: 'dead-letters dismiss',
  about: 'take a run off the list of dead letters; nothing is deleted',
  options: { reason },
  async run({ operands, options, session }) {
    const why = needReason(options.reason);
    const runId = operands[0] ?? '';
    await (await session()).act('deadLetter.dismiss', { runId, reason: why });
    return { exit: 0, value: { run: runId, dismissed: true }, text: `The dead letter of ${runId} was dismissed.` };
  },
});

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
