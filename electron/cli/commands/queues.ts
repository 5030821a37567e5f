import { command } from '../command.ts';
import { queueTable, queueText } from '../views/queue-view.ts';

const oneQueue = { operands: 'QUEUE', takes: { least: 1, most: 1 } } as const;

export const queuesList = command({
  name: 'queues list',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'list the queues in which runs wait, with their limits and what is in them',
  kind: 'reads',
  options: {},
  async run({ session, terminal }) {
    const { queues } = await (await session()).ask('queue.list', {});
    return { exit: 0, value: queues, text: queueTable(queues, terminal) };
  },
});

export const queuesShow = command({
  ...oneQueue,
  name: 'queues show',
  about: 'show a queue and its waiting runs, in the order in which they will start',
  kind: 'reads',
  options: {},
  async run({ operands, session, terminal }) {
    const shown = await (await session()).ask('queue.show', { name: operands[0] ?? '' });
    return { exit: 0, value: shown, text: queueText(shown, terminal) };
  },
});

export const queuesPause = command({
  ...oneQueue,
  name: 'queues pause',
  about: 'start nothing more of a queue; what is at work goes on',
  kind: 'changes',
  options: { reason: { type: 'string', value: 'TEXT', about: 'why, for the audit log' } },
  async run({ operands, options, session }) {
    const name = operands[0] ?? '';
    const queue = await (await session()).act('queue.pause', { name, reason: options.reason ?? '' });
    return { exit: 0, value: queue, text: `"${name}" is paused.`, next: `Next: lanekeeper queues resume ${name}` };
  },
});

export const queuesRemove = command({
  ...oneQueue,
  name: 'queues remove',
  about: 'remove a queue that no run is in and no agent names',
  kind: 'changes',
  options: { reason: { type: 'string', value: 'TEXT', about: 'why, for the audit log' } },
  async run({ operands, options, session }) {
    const name = operands[0] ?? '';
    const open = await session();
    const { queue } = await open.ask('queue.show', { name, limit: 1 });
    await open.act('queue.remove', { name, version: queue.version, reason: options.reason ?? '' });
    return { exit: 0, value: { removed: name }, text: `Queue "${name}" was removed.` };
  },
});

export const queuesResume = command({
  ...oneQueue,
  name: 'queues resume',
  about: 'let a paused queue start runs again',
  kind: 'changes',
  options: {},
  async run({ operands, session }) {
    const name = operands[0] ?? '';
    const queue = await (await session()).act('queue.resume', { name });
    return { exit: 0, value: queue, text: `"${name}" starts runs again.` };
  },
});
