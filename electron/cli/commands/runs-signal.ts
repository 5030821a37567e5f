import { command } from '../command.ts';
import { showRun } from './runs.ts';

export const runsSignal = command({
  name: 'runs signal',
  operands: 'RUN NAME',
  takes: { least: 2, most: 2 },
  about: 'send a run a signal that its agent takes; a wait for it goes on, or it is kept for the first that comes',
  details: `\`runs show\` says what a run waits for, and the manifest of its agent what each signal carries. Only a wait with
the same key takes a signal; without --key, one without a key.`,
  kind: 'changes',
  options: {
    key: { type: 'string', value: 'KEY', about: 'which of the waits for this signal it is for' },
    data: { type: 'string', value: 'JSON', about: 'what it carries (default: null)' },
  },
  async run({ operands, options, session, terminal }) {
    const open = await session();
    const [runId = '', name = ''] = operands;
    const { taken } = await open.act('signal.send', {
      runId,
      name,
      ...(options.key === undefined ? {} : { key: options.key }),
      ...(options.data === undefined ? {} : { payload: options.data }),
    });
    const { text } = await showRun(open, runId, terminal);
    const next = taken
      ? 'The run goes on with it.'
      : 'Nothing waits for it yet: the run keeps it for the first that does.';
    return { exit: 0, value: { run: runId, signal: name, key: options.key ?? null, taken }, text, next };
  },
});
