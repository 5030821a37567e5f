import { command } from '../command.ts';
import { followRun } from '../follow/follow-run.ts';
import { showRun } from './runs.ts';

const reason = { type: 'string', value: 'TEXT', about: 'why, for the audit log' } as const;
const oneRun = { operands: 'RUN', takes: { least: 1, most: 1 }, kind: 'changes' } as const;

export const runsCancel = command({
  ...oneRun,
  name: 'runs cancel',
  about: 'cancel a run; finished steps and artifacts are kept',
  options: { reason },
  async run({ operands, options, session, terminal }) {
    const open = await session();
    const runId = operands[0] ?? '';
    await open.act('run.cancel', { runId, reason: options.reason ?? '' });
    await followRun(open, runId, { terminal, until: 'ended' });
    return { ...(await showRun(open, runId, terminal)), exit: 0 };
  },
});

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
