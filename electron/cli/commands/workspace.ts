import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';

const reasonOption = {
  reason: { type: 'string', value: 'TEXT', about: 'why, for the audit log (required)' },
} as const;

export const workspaceMoved = command({
  name: 'workspace moved',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'say that this workspace was moved here: what was approved goes on',
  details: 'Only when the folder it came from is no longer used: otherwise both would send the same actions.',
  kind: 'changes',
  options: reasonOption,
  async run({ options, session }) {
    const reason = stated(options.reason);
    await (await session()).act('workspace.settlePlace', { verdict: 'moved', reason });
    return { exit: 0, value: { settled: 'moved' }, text: 'Moved: actions go on from here.' };
  },
});

export const workspaceCopied = command({
  name: 'workspace copied',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'say that this workspace is a copy of one still in use: it becomes another one',
  details: 'Its approvals ask again, and its actions get keys of their own, apart from those of the first workspace.',
  kind: 'changes',
  options: reasonOption,
  async run({ options, session }) {
    const reason = stated(options.reason);
    await (await session()).act('workspace.settlePlace', { verdict: 'copied', reason });
    return {
      exit: 0,
      value: { settled: 'copied' },
      text: 'Copied: this is another workspace now. What was approved and not sent waits for a decision again.',
    };
  },
});

export const workspaceClock = command({
  name: 'workspace clock',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'confirm that the clock, which jumped ahead, is right: actions are sent again',
  details: 'Whatever was to end in the time jumped over ends then. If the clock is wrong, set it right instead.',
  kind: 'changes',
  options: reasonOption,
  async run({ options, session }) {
    const reason = stated(options.reason);
    await (await session()).act('workspace.settleClock', { reason });
    return { exit: 0, value: { settled: 'clock' }, text: 'Confirmed: the clock is followed again.' };
  },
});

function stated(reason: string | undefined): string {
  if (reason === undefined || reason.trim() === '')
    throw new UsageError('This is a decision: say why with --reason TEXT.');
  return reason;
}
