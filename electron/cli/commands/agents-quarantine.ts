import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';

const which = {
  release: {
    type: 'string',
    value: 'HASH',
    about: 'the release, by its hash or the beginning of it; the one in force when left out',
  },
} as const;
const because = { reason: { type: 'string', value: 'TEXT', about: 'why, for the audit log' } } as const;

export const agentsQuarantine = command({
  name: 'agents quarantine',
  operands: 'AGENT',
  takes: { least: 1, most: 1 },
  about: 'let nothing of a release start or go on; its runs stay as they are',
  kind: 'changes',
  options: { ...because, ...which },
  async run({ operands, options, session }) {
    const agentId = operands[0] ?? '';
    const reason = needed(
      options.reason,
      `lanekeeper agents quarantine ${agentId} --reason "it answers the wrong people"`,
    );
    const quarantine = await (await session()).act('agent.quarantine', { agentId, reason, ...chosen(options.release) });
    const next = `Next: lanekeeper agents lift-quarantine ${agentId} --reason TEXT`;
    return { exit: 0, value: { agent: agentId, quarantine }, text: `${agentId} is quarantined.`, next };
  },
});

export const agentsLiftQuarantine = command({
  name: 'agents lift-quarantine',
  operands: 'AGENT',
  takes: { least: 1, most: 1 },
  about: 'let the runs of a quarantined release go on',
  kind: 'changes',
  options: { ...because, ...which },
  async run({ operands, options, session }) {
    const agentId = operands[0] ?? '';
    const reason = needed(
      options.reason,
      `lanekeeper agents lift-quarantine ${agentId} --reason "its cause is mended"`,
    );
    await (await session()).act('agent.liftQuarantine', { agentId, reason, ...chosen(options.release) });
    return { exit: 0, value: { agent: agentId, quarantine: null }, text: `The quarantine of ${agentId} is lifted.` };
  },
});

export const agentsResetBreaker = command({
  name: 'agents reset-breaker',
  operands: 'AGENT',
  takes: { least: 1, most: 1 },
  about: 'start the hosts of an agent again that kept crashing, without waiting for the trial',
  kind: 'changes',
  options: { ...because, ...which },
  async run({ operands, options, session }) {
    const agentId = operands[0] ?? '';
    const reason = options.reason ?? '';
    await (await session()).act('agent.resetBreaker', { agentId, reason, ...chosen(options.release) });
    return { exit: 0, value: { agent: agentId, breaker: null }, text: `Hosts of ${agentId} may start again.` };
  },
});

function chosen(release: string | undefined): { readonly release?: string } {
  return release === undefined ? {} : { release };
}

function needed(reason: string | undefined, example: string): string {
  if (reason !== undefined && reason.trim() !== '') return reason;
  throw new UsageError('A reason is needed, for whoever reads the audit log. Nothing was changed.', {
    hint: `Write it as: ${example}`,
  });
}
