import type { UndoPreview } from '../../../shared/domain/consequences.ts';
import { command } from '../command.ts';
import { followRun, waitsForDecisions } from '../follow/follow-run.ts';
import { table } from '../output/table.ts';
import { counted, plain } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';
import { showRun } from './runs.ts';

const reason = { type: 'string', value: 'TEXT', about: 'why, for the audit log' } as const;
const oneRun = { operands: 'RUN', takes: { least: 1, most: 1 }, kind: 'changes' } as const;

export const runsCancel = command({
  ...oneRun,
  name: 'runs cancel',
  about: 'cancel a run; finished steps and artifacts are kept, and what it did is undone where that is declared',
  details: `What it did is undone newest first, each by an action that asks for a decision as any other: exit code 3 while
one waits. --keep leaves everything in place.`,
  options: { reason, keep: { type: 'boolean', about: 'undo nothing' } },
  async run({ operands, options, session, terminal }) {
    const open = await session();
    const runId = operands[0] ?? '';
    await open.act('run.cancel', { runId, undo: !options.keep, reason: options.reason ?? '' });
    const ended = await followRun(open, runId, { terminal, until: 'waiting' });
    return { ...(await showRun(open, runId, terminal)), exit: waitsForDecisions(ended) ? 3 : 0 };
  },
});

export const runsRollback = command({
  ...oneRun,
  name: 'runs rollback',
  about: 'undo what a finished run did, newest first; each undoing asks for a decision',
  options: {
    reason,
    preview: { type: 'boolean', about: 'say what would be undone and what cannot be, and do nothing' },
  },
  async run({ operands, options, session, terminal }) {
    const open = await session();
    const runId = operands[0] ?? '';
    const seen = await open.ask('run.undoPreview', { runId });
    const text = undoText(seen, terminal);
    if (options.preview) return { exit: 0, value: seen, text, next: 'Nothing was changed: this was a preview.' };
    await open.act('run.rollBack', { runId, reason: options.reason ?? '' });
    terminal.say(text);
    const ended = await followRun(open, runId, { terminal, until: 'waiting' });
    const exit = waitsForDecisions(ended) ? 3 : ended.status === 'compensated' ? 0 : 1;
    return { ...(await showRun(open, runId, terminal)), exit };
  },
});

function undoText({ undo, cannot }: UndoPreview, terminal: Terminal): string {
  const rows = [
    ...undo.list.map(({ effectId, title }) => [effectId, 'is undone', plain(title)]),
    ...cannot.list.map(({ effectId, status, title }) => [
      effectId,
      status === 'unknown' ? 'not known whether it happened' : 'cannot be undone',
      plain(title),
    ]),
  ];
  const counts = `${counted(undo.count, 'action')} can be undone, ${cannot.count} cannot.`;
  if (rows.length === 0) return counts;
  const columns = [{ title: 'ACTION' }, { title: 'ROLLBACK' }, { title: 'TITLE', isFlexible: true }] as const;
  return `${table(columns, rows, terminal)}\n\n${counts}`;
}

export const runsKill = command({
  ...oneRun,
  name: 'runs kill',
  about: 'end a run at once; nothing it did is undone',
  details: `Its step is cut off wherever it is; a step that does not let go within 5 s takes its agent host with it.
\`runs cancel\` asks the run to stop, which is gentler.`,
  options: { reason },
  async run({ operands, options, session, terminal }) {
    const open = await session();
    const runId = operands[0] ?? '';
    await open.act('run.kill', { runId, reason: options.reason ?? '' });
    return { ...(await showRun(open, runId, terminal)), exit: 0 };
  },
});

export const runsPause = command({
  ...oneRun,
  name: 'runs pause',
  about: 'take a run out of its host; nothing of it goes on or is sent until it is resumed',
  options: { reason },
  async run({ operands, options, session, terminal }) {
    const open = await session();
    const runId = operands[0] ?? '';
    await open.act('run.pause', { runId, reason: options.reason ?? '' });
    return { ...(await showRun(open, runId, terminal)), exit: 0 };
  },
});

export const runsResume = command({
  ...oneRun,
  name: 'runs resume',
  about: 'let a paused run go on from its last checkpoint',
  options: {},
  async run({ operands, session, terminal }) {
    const open = await session();
    const runId = operands[0] ?? '';
    await open.act('run.resume', { runId });
    return { ...(await showRun(open, runId, terminal)), exit: 0 };
  },
});
