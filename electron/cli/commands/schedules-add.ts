import { resolve } from 'node:path';
import { overlapRules, type CatchUp, type OverlapRule, type Trigger } from '../../../shared/domain/schedule.ts';
import { readMoment, readSpan } from '../arguments/span.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { inputFrom } from '../input/run-input.ts';
import { firedText, previewText, scheduleView } from '../views/schedule-view.ts';
import { findAgent, readInput } from './run.ts';

const dryRun = { type: 'boolean', about: 'show what would happen, and do nothing' } as const;
const set = {
  type: 'string',
  multiple: true,
  value: 'KEY=VALUE',
  about: 'a field of the input; may be given more than once',
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
    name: { type: 'string', value: 'TEXT', about: 'what it is called (default: the agent and what it fires on)' },
    cron: { type: 'string', value: 'EXPR', about: 'five cron fields, such as "0 7 * * MON-FRI"' },
    'time-zone': {
      type: 'string',
      value: 'ZONE',
      about: 'an IANA name, such as Europe/Berlin (default: this computer’s)',
    },
    jitter: { type: 'string', value: 'SPAN', about: 'put each firing off by up to so long, such as 10m' },
    folder: { type: 'string', value: 'DIR', about: 'start a run for each file in this folder, once by its content' },
    settle: {
      type: 'string',
      value: 'SPAN',
      about: 'a file is taken once it has not changed for so long (default: 2s)',
    },
    inbound: { type: 'boolean', about: 'start a run for each row sent with lanekeeper schedules send' },
    overlap: {
      type: 'string',
      value: 'RULE',
      about: 'while an earlier run is at work: skip (default by the clock), wait, or allow',
    },
    'catch-up': { type: 'string', value: 'RULE', about: 'of what was missed: skip, one (default), or all' },
    'max-age': { type: 'string', value: 'SPAN', about: 'nothing that was missed longer ago than this' },
    'input-file': {
      type: 'string',
      value: 'FILE',
      about: 'the file each run reads; with --folder, an example whose columns are mapped',
    },
    set,
    'dry-run': dryRun,
  },
  async run({ operands, options, session, terminal }) {
    const open = await session();
    const agent = await findAgent(open, operands[0] ?? '');
    const trigger = readTrigger(options);
    if (options['dry-run']) {
      const preview = await open.ask('schedule.preview', { agentId: agent.agentId, trigger });
      return { exit: 0, value: preview, text: previewText(preview) };
    }
    await open.person();
    const { input, file } = await readInput(open, agent, options, terminal);
    const schedule = await open.act('schedule.create', {
      name: options.name ?? `${agent.title}, ${wordsOf(trigger)}`.slice(0, 120),
      agentId: agent.agentId,
      input,
      ...(file === undefined || trigger.kind === 'folder' ? {} : { file }),
      trigger,
      overlap: readOverlap(options.overlap, trigger),
      catchUp: readCatchUp(options['catch-up'], options['max-age']),
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
  options: { key: { type: 'string', value: 'TEXT', about: 'what the row is known by (required)' }, set },
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

interface TriggerOptions {
  readonly cron: string | undefined;
  readonly 'time-zone': string | undefined;
  readonly jitter: string | undefined;
  readonly folder: string | undefined;
  readonly settle: string | undefined;
  readonly inbound: boolean;
}

function readTrigger(options: TriggerOptions): Trigger {
  const { cron, folder, inbound } = options;
  if ([cron !== undefined, folder !== undefined, inbound].filter(Boolean).length !== 1)
    throw new UsageError('Name one of --cron, --folder and --inbound.');
  if (cron !== undefined)
    return {
      kind: 'cron',
      cron,
      timeZone: options['time-zone'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      jitterMs: readSpan('jitter', options.jitter, 0),
    };
  if (folder !== undefined)
    return { kind: 'folder', path: resolve(folder), settleMs: readSpan('settle', options.settle, 2_000) };
  return { kind: 'inbound' };
}

function readOverlap(stated: string | undefined, { kind }: Trigger): OverlapRule {
  if (stated === undefined) return kind === 'cron' ? 'skip' : 'allow';
  const found = overlapRules.find((rule) => rule === stated);
  if (found !== undefined) return found;
  throw new UsageError(`--overlap ${stated} is no rule.`, { hint: `There are: ${overlapRules.join(', ')}.` });
}

function readCatchUp(stated: string | undefined, maxAge: string | undefined): CatchUp {
  const rules = ['skip', 'one', 'all'] as const;
  const rule = rules.find((one) => one === (stated ?? 'one'));
  if (rule === undefined)
    throw new UsageError(`--catch-up ${stated} is no rule.`, { hint: `There are: ${rules.join(', ')}.` });
  return { rule, maxAgeMs: readSpan('max-age', maxAge, null) };
}

function wordsOf(trigger: Trigger): string {
  if (trigger.kind === 'cron') return trigger.cron;
  return trigger.kind === 'folder' ? trigger.path : 'rows sent to it';
}
