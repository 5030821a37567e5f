import { UsageError } from '../arguments/usage-error.ts';
import { command, type Command } from '../command.ts';
import type { Session } from '../connection/session.ts';

export const workspaceMoved = settling({
  verdict: 'moved',
  about: 'say that this workspace was moved here: what was approved goes on',
  details: `Only when the folder it came from is no longer used: otherwise both would send the same actions. Of a restored
workspace: it replaces the original; its schedules stay paused until each is resumed.`,
  done: 'Moved: actions go on from here.',
  act: (session, reason) => session.act('workspace.settlePlace', { verdict: 'moved', reason }),
});

export const workspaceCopied = settling({
  verdict: 'copied',
  about: 'say that this workspace is a copy of one still in use: it becomes another one',
  details: `Its approvals ask again, and its actions get keys of their own, apart from those of the first workspace. Its
schedules are paused, because those of the first go on: resume what shall run here as well.`,
  done: 'Copied: this is another workspace now. What was approved and not sent waits for a decision again, and its schedules are paused.',
  act: (session, reason) => session.act('workspace.settlePlace', { verdict: 'copied', reason }),
});

export const workspaceClock = settling({
  verdict: 'clock',
  about: 'confirm that the clock, which jumped ahead, is right: actions are sent again',
  details: 'Whatever was to end in the time jumped over ends then. If the clock is wrong, set it right instead.',
  done: 'Confirmed: the clock is followed again.',
  act: (session, reason) => session.act('workspace.settleClock', { reason }),
});

/** A person's word on what holds every action. */
function settling(spec: {
  readonly verdict: string;
  readonly about: string;
  readonly details: string;
  readonly done: string;
  readonly act: (session: Session, reason: string) => Promise<unknown>;
}): Command {
  const { verdict, about, details, done, act } = spec;
  return command({
    name: `workspace ${verdict}`,
    operands: '',
    takes: { least: 0, most: 0 },
    about,
    details,
    kind: 'changes',
    options: { reason: { type: 'string', value: 'TEXT', about: 'why, for the audit log (required)' } },
    async run({ options: { reason }, session }) {
      if (reason === undefined || reason.trim() === '')
        throw new UsageError('This is a decision: say why with --reason TEXT.');
      await act(await session(), reason);
      return { exit: 0, value: { settled: verdict }, text: done };
    },
  });
}
