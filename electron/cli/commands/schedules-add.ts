import type { FileRef } from '../../../shared/domain/agent.ts';
import { plainTerms, type Trigger } from '../../../shared/domain/schedule.ts';
import { readMoment } from '../arguments/span.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { wholeNumber } from '../arguments/whole-number.ts';
import { command } from '../command.ts';
import { inputFrom } from '../input/run-input.ts';
import { readRunTerms } from '../input/run-terms.ts';
import { plain } from '../output/words.ts';
import { firedText, previewText, scheduleView } from '../views/schedule-view.ts';
import { findAgent, readInput } from './run.ts';
import { changedTrigger, planOptions, readCatchUp, readOverlap, readTrigger, wordsOf } from './schedule-plan.ts';

const dryRun = { type: 'boolean', about: 'show what would happen, and do nothing' } as const;
const ahead = {
  type: 'string',
  value: 'N',
  about: 'with --dry-run: so many of the next firings (default: 10)',
} as const;

export const schedulesAdd = command({
  name: 'schedules add',
  operands: 'AGENT',
  takes: { least: 1, most: 1 },
  about: 'start runs of an agent by the clock, for each file of a folder, or for each row sent',
  details: `One of --cron, --folder and --inbound says what it fires on. Schedules fire while a runtime is alive: the
console, or lanekeeper serve. What was missed is made up for at the next start, as --catch-up says.`,
  kind: 'changes',
  options: {
    ...planOptions,
    'dry-run': dryRun,
    count: ahead,
  },
  async run({ operands, options, session, terminal }) {
    const open = await session();
    const agent = await findAgent(open, operands[0] ?? '');
    const trigger = readTrigger(options);
    const terms = readRunTerms(options, plainTerms);
    if (options['dry-run']) {
      const { budgets } = terms;
      const preview = await open.ask('schedule.preview', {
        agentId: agent.agentId,
        trigger,
        budgets,
        count: readAhead(options.count),
      });
      return { exit: 0, value: preview, text: previewText(preview) };
    }
    await open.person();
    const { input, file } = await readInput(open, agent, options, terminal);
    const schedule = await open.act('schedule.create', {
      name: options.name ?? `${agent.title}, ${wordsOf(trigger)}`.slice(0, 120),
      agentId: agent.agentId,
      input,
      ...fileOf(file, trigger),
      trigger,
      overlap: readOverlap(options.overlap, trigger),
      catchUp: readCatchUp(options['catch-up'], options['max-age']),
      terms,
    });
    const when = schedule.nextAtMs === null ? '' : `, next at ${new Date(schedule.nextAtMs).toISOString()}`;
    return {
      exit: 0,
      value: scheduleView(schedule),
      text: `Schedule ${schedule.scheduleId} was made${when}.`,
      next: 'It fires while a runtime is alive: the console, or lanekeeper serve.',
    };
  },
});

export const schedulesChange = command({
  name: 'schedules change',
  operands: 'SCHEDULE',
  takes: { least: 1, most: 1 },
  about: 'change what is named of a schedule; the rest stays as it is',
  details: 'Its runs are yours from the next firing on. A change by somebody else in between is not overwritten.',
  kind: 'changes',
  options: { ...planOptions, 'dry-run': dryRun, count: ahead },
  async run({ operands, options, session, terminal }) {
    const open = await session();
    const scheduleId = operands[0] ?? '';
    const { schedule } = await open.ask('schedule.show', { scheduleId, limit: 1 });
    const trigger = changedTrigger(schedule.trigger, options);
    const terms = readRunTerms(options, schedule.terms);
    if (options['dry-run']) {
      const { agentId } = schedule;
      const preview = await open.ask('schedule.preview', {
        agentId,
        trigger,
        scheduleId,
        budgets: terms.budgets,
        count: readAhead(options.count),
      });
      return { exit: 0, value: preview, text: previewText(preview) };
    }
    await open.person();
    const agent = await findAgent(open, schedule.agentId);
    const given = options['input-file'] === undefined ? null : await readInput(open, agent, options, terminal);
    const { catchUp } = schedule;
    const changed = await open.act('schedule.change', {
      scheduleId,
      version: schedule.version,
      plan: {
        name: options.name ?? schedule.name,
        agentId: schedule.agentId,
        input: given?.input ?? inputFrom(agent.input.schema, options.set, schedule.input),
        ...fileOf(given?.file ?? schedule.file, trigger),
        trigger,
        overlap: options.overlap === undefined ? schedule.overlap : readOverlap(options.overlap, trigger),
        catchUp: {
          rule: options['catch-up'] === undefined ? catchUp.rule : readCatchUp(options['catch-up'], undefined).rule,
          maxAgeMs:
            options['max-age'] === undefined ? catchUp.maxAgeMs : readCatchUp('one', options['max-age']).maxAgeMs,
        },
        terms,
      },
    });
    const when = changed.nextAtMs === null ? '' : `; next at ${new Date(changed.nextAtMs).toISOString()}`;
    return { exit: 0, value: scheduleView(changed), text: `"${plain(changed.name)}" was changed${when}.` };
  },
});

export const schedulesBackfill = command({
  name: 'schedules backfill',
  operands: 'SCHEDULE',
  takes: { least: 1, most: 1 },
  about: 'start the runs of a past range; instants that have fired are left out',
  kind: 'changes',
  options: {
    from: { type: 'string', value: 'TIME', about: 'the first instant, such as 2026-01-31T08:00' },
    to: { type: 'string', value: 'TIME', about: 'the last instant' },
    'dry-run': dryRun,
  },
  async run({ operands, options, session }) {
    const open = await session();
    const scheduleId = operands[0] ?? '';
    const range = { fromMs: readMoment('from', options.from), toMs: readMoment('to', options.to) };
    if (options['dry-run']) {
      const { schedule } = await open.ask('schedule.show', { scheduleId, limit: 1 });
      const { agentId, trigger } = schedule;
      const preview = await open.ask('schedule.preview', { agentId, trigger, scheduleId, range });
      return { exit: 0, value: preview, text: previewText(preview) };
    }
    const { fired } = await open.act('schedule.backfill', { scheduleId, ...range });
    const started = fired.filter(({ outcome }) => outcome === 'started').length;
    const failed = fired.filter(({ outcome }) => outcome === 'failed').length;
    return {
      exit: failed > 0 ? 1 : 0,
      value: fired,
      text: `${started} of ${fired.length} firings were started; ${fired.length - started - failed} had fired before, ${failed} failed.`,
    };
  },
});

export const schedulesSend = command({
  name: 'schedules send',
  operands: 'SCHEDULE',
  takes: { least: 1, most: 1 },
  about: 'send a row to a schedule; each key starts one run, once',
  kind: 'changes',
  options: {
    key: { type: 'string', value: 'TEXT', about: 'what the row is known by (required)' },
    set: planOptions.set,
  },
  async run({ operands, options, session }) {
    if (options.key === undefined || options.key === '')
      throw new UsageError('--key is missing.', { hint: 'Name the row: the same key starts no second run.' });
    const open = await session();
    const scheduleId = operands[0] ?? '';
    const { schedule } = await open.ask('schedule.show', { scheduleId, limit: 1 });
    const agent = await findAgent(open, schedule.agentId);
    const input = inputFrom(agent.input.schema, options.set, {});
    const fired = await open.act('schedule.send', { scheduleId, key: options.key, input });
    return { exit: fired.outcome === 'failed' ? 1 : 0, value: fired, text: firedText(fired) };
  },
});

/** Files of a watched folder are the runs' own; what was given is an example of them. */
function fileOf(file: FileRef | null | undefined, { kind }: Trigger): { readonly file?: FileRef } {
  return file == null || kind === 'folder' ? {} : { file };
}

function readAhead(stated: string | undefined): number {
  const count = wholeNumber('count', stated, 10);
  if (count <= 100) return count;
  throw new UsageError(`--count ${count} is more than the 100 that are looked at.`);
}
