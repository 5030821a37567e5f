import { readFileSync } from 'node:fs';
import type { Consequences, RestartVerb } from '../../../shared/domain/consequences.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import type { Outcome } from '../command.ts';
import type { Session } from '../connection/session.ts';
import { exitAfter, followRun } from '../follow/follow-run.ts';
import { facts, table } from '../output/table.ts';
import { counted, plain, span } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';
import { showRun, waitOption } from './runs.ts';

const reason = { type: 'string', value: 'TEXT', about: 'why, for the audit log' } as const;
const preview = { type: 'boolean', about: 'say what would follow, and do nothing' } as const;
const oneRun = { operands: 'RUN', takes: { least: 1, most: 1 }, kind: 'changes' } as const;

export const runsRetry = command({
  ...oneRun,
  name: 'runs retry',
  about: 'start an ended run again, from its top or from a step; each of its actions asks again',
  details: `--from STEP keeps what was recorded before that step: its entry in the journal, or its name where only one has it.`,
  options: {
    from: { type: 'string', value: 'STEP', about: 'keep the work before this step (default: nothing is kept)' },
    preview,
    reason,
    wait: waitOption,
  },
  async run({ operands, options, session, terminal }) {
    const open = await session();
    const runId = operands[0] ?? '';
    const path = await entryOf(open, runId, options.from);
    const seen = await consequences(open, { runId, verb: 'retry', path }, terminal);
    if (options.preview) return previewed(seen, terminal);
    const { version } = seen;
    const run = await open.act('run.retry', { runId, path, version, reason: options.reason ?? '' });
    return followed(open, run.runId, options.wait, `Run ${runId} is ${run.status} again.`, terminal);
  },
});

export const runsRewind = command({
  ...oneRun,
  name: 'runs rewind',
  about: 'take a run back to a step, in place, whatever it is doing',
  options: {
    to: { type: 'string', value: 'STEP', about: 'the first step that is done again (required)' },
    preview,
    reason,
    wait: waitOption,
  },
  async run({ operands, options, session, terminal }) {
    if (options.to === undefined) throw new UsageError('lanekeeper runs rewind needs --to STEP.');
    const open = await session();
    const runId = operands[0] ?? '';
    const path = (await entryOf(open, runId, options.to)) ?? '';
    const seen = await consequences(open, { runId, verb: 'rewind', path }, terminal);
    if (options.preview) return previewed(seen, terminal);
    const { version } = seen;
    const run = await open.act('run.rewind', { runId, path, version, reason: options.reason ?? '' });
    return followed(open, run.runId, options.wait, `Run ${runId} is ${run.status} again.`, terminal);
  },
});

export const runsFork = command({
  ...oneRun,
  name: 'runs fork',
  about: 'start a new run from a step of this one, its input or that result edited',
  details: `--input FILE and --result FILE name a file with JSON; --result is the result of the step named with --from.`,
  options: {
    from: { type: 'string', value: 'STEP', about: 'keep the work before this step (default: nothing is kept)' },
    input: { type: 'string', value: 'FILE', about: 'the input of the new run, as JSON' },
    result: { type: 'string', value: 'FILE', about: 'the result of that step, as JSON' },
    title: { type: 'string', value: 'TEXT', about: 'the title of the new run' },
    preview,
    reason,
    wait: waitOption,
  },
  async run({ operands, options, session, terminal }) {
    if (options.result !== undefined && options.from === undefined)
      throw new UsageError('--result needs --from STEP: the step it is the result of.');
    const edits = {
      ...(options.input === undefined ? {} : { input: readText('--input', options.input) }),
      ...(options.result === undefined ? {} : { result: readText('--result', options.result) }),
      ...(options.title === undefined ? {} : { title: options.title }),
    };
    const open = await session();
    const runId = operands[0] ?? '';
    const path = await entryOf(open, runId, options.from);
    const seen = await consequences(open, { runId, verb: 'fork', path }, terminal);
    if (options.preview) return previewed(seen, terminal);
    const { version } = seen;
    const run = await open.act('run.fork', { runId, path, version, reason: options.reason ?? '', ...edits });
    return followed(open, run.runId, options.wait, `Run ${run.runId} is forked from ${runId}.`, terminal);
  },
});

export const runsExtend = command({
  ...oneRun,
  name: 'runs extend',
  about: 'continue a finished run as a linked run, with its artifacts and further input',
  options: {
    input: { type: 'string', value: 'FILE', about: 'further input: a JSON object laid over the input of the run' },
    title: { type: 'string', value: 'TEXT', about: 'the title of the new run' },
    reason,
    wait: waitOption,
  },
  async run({ operands, options, session, terminal }) {
    const further = options.input === undefined ? {} : { input: readText('--input', options.input) };
    const open = await session();
    const runId = operands[0] ?? '';
    const named = options.title === undefined ? {} : { title: options.title };
    const run = await open.act('run.extend', { runId, reason: options.reason ?? '', ...further, ...named });
    return followed(open, run.runId, options.wait, `Run ${run.runId} continues ${runId}.`, terminal);
  },
});

/** The journal entry a step is meant by: its path, or its name where one step alone has it. */
async function entryOf(session: Session, runId: string, step: string | undefined): Promise<string | null> {
  if (step === undefined) return null;
  const { steps } = await session.ask('run.show', { runId });
  const named = steps.filter(({ name }) => name === step);
  const [only, ...others] = named;
  if (only === undefined || steps.some(({ path }) => path === step)) return step;
  if (others.length === 0) return only.path;
  throw new LanekeeperError('invalid-input', `${counted(named.length, 'step')} of this run are named "${step}".`, {
    hint: `Name the entry: ${named.map(({ path }) => path).join(', ')}.`,
  });
}

async function consequences(
  session: Session,
  asked: { readonly runId: string; readonly verb: RestartVerb; readonly path: string | null },
  terminal: Terminal,
): Promise<Consequences> {
  const seen = await session.ask('run.consequences', asked);
  if (seen.repeats.count > 0)
    terminal.say(
      `${counted(seen.repeats.count, 'action')} happened already, or may, and would be proposed again. Each asks again.`,
    );
  return seen;
}

function previewed(seen: Consequences, terminal: Terminal): Outcome {
  const parts = [
    facts([
      [
        'Kept',
        `${counted(seen.kept.entries, 'result')}, ${span(seen.kept.workMs)} of work; ${counted(seen.keptEffects, 'finished action')}`,
      ],
      [
        'Done again',
        `${counted(seen.redone.entries, 'entry', 'entries')}, ${span(seen.redone.workMs)} of work last time`,
      ],
      ['Repeats', `${counted(seen.repeats.count, 'action')}; each asks again`],
      ['Taken back', `${counted(seen.withdrawn.count, 'action')} not sent yet`],
    ]),
  ];
  const rows = seen.repeats.list.map(({ effectId, status, title, canCompensate }) => [
    effectId,
    status,
    canCompensate ? 'yes' : 'no',
    plain(title),
  ]);
  if (rows.length > 0)
    parts.push(
      table(
        [{ title: 'ACTION' }, { title: 'STATUS' }, { title: 'CAN BE UNDONE' }, { title: 'TITLE', isFlexible: true }],
        rows,
        terminal,
      ),
    );
  if (seen.blocked !== null) parts.push(plain(seen.blocked));
  if (seen.notes.length > 0) parts.push(seen.notes.join('\n'));
  return { exit: 0, value: seen, text: parts.join('\n\n'), next: 'Nothing was changed: this was a preview.' };
}

async function followed(
  session: Session,
  runId: string,
  isWaiting: boolean,
  words: string,
  terminal: Terminal,
): Promise<Outcome> {
  const ended = isWaiting ? await followRun(session, runId, { terminal, until: 'waiting' }) : undefined;
  if (ended === undefined) terminal.say(words);
  return { ...(await showRun(session, runId, terminal)), exit: ended === undefined ? 0 : exitAfter(ended) };
}

function readText(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new LanekeeperError('not-found', `${option}: ${file} could not be read. Nothing was started.`, { cause });
  }
}
