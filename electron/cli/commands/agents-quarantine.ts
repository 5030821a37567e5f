import { UsageError } from '../arguments/usage-error.ts';
import { command, type Command, type Outcome } from '../command.ts';
import type { Session } from '../connection/session.ts';

/** Of which release, and why. */
interface Target {
  readonly agentId: string;
  readonly reason: string;
  readonly release?: string;
}

interface ReleaseVerb {
  readonly name: string;
  readonly about: string;
  /** A reason as somebody would give it, where one is needed. */
  readonly example?: string;
  act(open: Session, target: Target): Promise<Omit<Outcome, 'exit'>>;
}

export const agentsQuarantine = onRelease({
  name: 'agents quarantine',
  about: 'let nothing of a release start or go on; its runs stay as they are',
  example: 'it answers the wrong people',
  async act(open, target) {
    const { agentId } = target;
    const quarantine = await open.act('agent.quarantine', target);
    const next = `Next: lanekeeper agents lift-quarantine ${agentId} --reason TEXT`;
    return { value: { agent: agentId, quarantine }, text: `${agentId} is quarantined.`, next };
  },
});

export const agentsLiftQuarantine = onRelease({
  name: 'agents lift-quarantine',
  about: 'let the runs of a quarantined release go on',
  example: 'its cause is mended',
  async act(open, target) {
    const { agentId } = target;
    await open.act('agent.liftQuarantine', target);
    return { value: { agent: agentId, quarantine: null }, text: `The quarantine of ${agentId} is lifted.` };
  },
});

export const agentsResetBreaker = onRelease({
  name: 'agents reset-breaker',
  about: 'start the hosts of an agent again that kept crashing, without waiting for the trial',
  async act(open, target) {
    const { agentId } = target;
    await open.act('agent.resetBreaker', target);
    return { value: { agent: agentId, breaker: null }, text: `Hosts of ${agentId} may start again.` };
  },
});

/** A command on a release of an agent. */
function onRelease({ name, about, example, act }: ReleaseVerb): Command {
  return command({
    name,
    operands: 'AGENT',
    takes: { least: 1, most: 1 },
    about,
    kind: 'changes',
    options: {
      reason: { type: 'string', value: 'TEXT', about: 'why, for the audit log' },
      release: {
        type: 'string',
        value: 'HASH',
        about: 'the release, by its hash or the beginning of it; the one in force when left out',
      },
    },
    async run({ operands, options: { reason = '', release }, session }) {
      const agentId = operands[0] ?? '';
      if (example !== undefined && reason.trim() === '')
        throw new UsageError('A reason is needed, for whoever reads the audit log. Nothing was changed.', {
          hint: `Write it as: lanekeeper ${name} ${agentId} --reason "${example}"`,
        });
      const target = { agentId, reason, ...(release === undefined ? {} : { release }) };
      return { exit: 0, ...(await act(await session(), target)) };
    },
  });
}
