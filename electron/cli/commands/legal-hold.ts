import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { plain } from '../output/words.ts';

const reasonOption = {
  reason: { type: 'string', value: 'TEXT', about: 'why, for the audit log (required)' },
} as const;

export const runsHold = command({
  name: 'runs hold',
  operands: 'RUN',
  takes: { least: 1, most: 1 },
  about: 'put a run on legal hold: nothing of it is removed, whatever keepRunsDays says',
  kind: 'changes',
  options: reasonOption,
  async run({ operands, options, session }) {
    const hold = await (
      await session()
    ).act('run.placeHold', { runId: operands[0] ?? '', reason: stated(options.reason) });
    return { exit: 0, value: hold, text: `On legal hold, by ${plain(hold.printedName)}.` };
  },
});

export const runsRelease = command({
  name: 'runs release',
  operands: 'RUN',
  takes: { least: 1, most: 1 },
  about: 'lift the legal hold of a run',
  kind: 'changes',
  options: reasonOption,
  async run({ operands, options, session }) {
    const runId = operands[0] ?? '';
    await (await session()).act('run.liftHold', { runId, reason: stated(options.reason) });
    return { exit: 0, value: { runId, legalHold: null }, text: 'The legal hold is lifted.' };
  },
});

function stated(reason: string | undefined): string {
  if (reason === undefined || reason.trim() === '')
    throw new UsageError('This is a decision: say why with --reason TEXT.');
  return reason;
}
