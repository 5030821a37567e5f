import { resolve } from 'node:path';
import { overlapRules, type CatchUp, type OverlapRule, type Trigger } from '../../../shared/domain/schedule.ts';
import { readSpan } from '../arguments/span.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { runTermOptions } from '../input/run-terms.ts';

/** What can be said of a schedule when it is made, and when it is changed. */
export const planOptions = {
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
  set: {
    type: 'string',
    multiple: true,
    value: 'KEY=VALUE',
    about: 'a field of the input; may be given more than once',
  },
  ...runTermOptions,
} as const;

interface TriggerOptions {
  readonly cron: string | undefined;
  readonly 'time-zone': string | undefined;
  readonly jitter: string | undefined;
  readonly folder: string | undefined;
  readonly settle: string | undefined;
  readonly inbound: boolean;
}

export function readTrigger(options: TriggerOptions): Trigger {
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

/** The trigger with what is named changed; another kind of trigger takes the place of the one there is. */
export function changedTrigger(trigger: Trigger, options: TriggerOptions): Trigger {
  const { cron, folder, inbound, settle, jitter } = options;
  const timeZone = options['time-zone'];
  if (trigger.kind === 'cron' && folder === undefined && !inbound)
    return {
      ...trigger,
      cron: cron ?? trigger.cron,
      timeZone: timeZone ?? trigger.timeZone,
      jitterMs: readSpan('jitter', jitter, trigger.jitterMs),
    };
  if (trigger.kind === 'folder' && cron === undefined && !inbound)
    return {
      ...trigger,
      path: folder === undefined ? trigger.path : resolve(folder),
      settleMs: readSpan('settle', settle, trigger.settleMs),
    };
  return cron === undefined && folder === undefined && !inbound ? trigger : readTrigger(options);
}

export function readOverlap(stated: string | undefined, { kind }: Trigger): OverlapRule {
  if (stated === undefined) return kind === 'cron' ? 'skip' : 'allow';
  const found = overlapRules.find((rule) => rule === stated);
  if (found !== undefined) return found;
  throw new UsageError(`--overlap ${stated} is no rule.`, { hint: `There are: ${overlapRules.join(', ')}.` });
}

export function readCatchUp(stated: string | undefined, maxAge: string | undefined): CatchUp {
  const rules = ['skip', 'one', 'all'] as const;
  const rule = rules.find((one) => one === (stated ?? 'one'));
  if (rule === undefined)
    throw new UsageError(`--catch-up ${stated} is no rule.`, { hint: `There are: ${rules.join(', ')}.` });
  return { rule, maxAgeMs: readSpan('max-age', maxAge, null) };
}

export function wordsOf(trigger: Trigger): string {
  if (trigger.kind === 'cron') return trigger.cron;
  return trigger.kind === 'folder' ? trigger.path : 'rows sent to it';
}
