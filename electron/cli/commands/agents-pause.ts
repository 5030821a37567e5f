import { command } from '../command.ts';

export const agentsPause = command({
  name: 'agents pause',
  operands: 'AGENT',
  takes: { least: 1, most: 1 },
  about: 'hold every run of an agent: none goes on and nothing of theirs is sent',
  kind: 'changes',
  options: { reason: { type: 'string', value: 'TEXT', about: 'why, for the audit log' } },
  async run({ operands, options, session }) {
    const agentId = operands[0] ?? '';
    const pause = await (await session()).act('agent.pause', { agentId, reason: options.reason ?? '' });
    const next = `Next: lanekeeper agents resume ${agentId}`;
    return { exit: 0, value: { agent: agentId, pause }, text: `${agentId} is paused.`, next };
  },
});

export const agentsResume = command({
  name: 'agents resume',
  operands: 'AGENT',
  takes: { least: 1, most: 1 },
  about: 'let the runs of a paused agent go on',
  kind: 'changes',
  options: {},
  async run({ operands, session }) {
    const agentId = operands[0] ?? '';
    await (await session()).act('agent.resume', { agentId });
    return { exit: 0, value: { agent: agentId, pause: null }, text: `${agentId} is resumed.` };
  },
});
