import { command } from '../command.ts';
import { table } from '../output/table.ts';
import { counted, localTime, plain } from '../output/words.ts';

export const memoryList = command({
  name: 'memory list',
  operands: 'AGENT',
  takes: { least: 1, most: 1 },
  about: 'list what an agent remembers, and where it learned it',
  kind: 'reads',
  options: {},
  async run({ operands, session, terminal }) {
    const { memories } = await (await session()).ask('memory.list', { agentId: operands[0] ?? '' });
    const rows = memories.map((one) => [
      one.memoryId,
      plain(one.text),
      `${one.source.kind} ${one.source.id}`,
      localTime(one.atMs),
      plain(one.changedBy ?? ''),
    ]);
    const columns = [
      { title: 'MEMORY' },
      { title: 'TEXT', isFlexible: true },
      { title: 'FROM' },
      { title: 'SINCE' },
      { title: 'CHANGED BY' },
    ] as const;
    const list = memories.length === 0 ? 'It remembers nothing.' : table(columns, rows, terminal);
    return { exit: 0, value: memories, text: `${list}\n\n${counted(memories.length, 'memory', 'memories')}` };
  },
});

export const memoryErase = command({
  name: 'memory erase',
  operands: 'MEMORY',
  takes: { least: 1, most: 1 },
  about: 'let an agent forget something; its later runs are not given it',
  kind: 'changes',
  options: {},
  async run({ operands, session }) {
    const memoryId = operands[0] ?? '';
    await (await session()).act('memory.erase', { memoryId });
    return { exit: 0, value: { memory: memoryId, erased: true }, text: `Erased ${memoryId}.` };
  },
});
