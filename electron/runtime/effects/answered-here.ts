import type { Tool } from '../tools/contract.ts';
import type { ToolReply } from '../tools/protocol.ts';
import type { ToolLine } from './tool-line.ts';

/**
 * A line to the tool thread on which one tool answers by itself, on this thread: everything else about it (judging,
 * deciding, the last look, the intent, the receipt, probing) stays as it is for every tool.
 */
export function answeredHere(line: ToolLine, tool: Tool): ToolLine {
  async function answer(request: Parameters<ToolLine['ask']>[1]): Promise<ToolReply | null> {
    switch (request.kind) {
      case 'prepare': {
        const others = request.items.filter(({ toolId }) => toolId !== tool.id);
        if (others.length === request.items.length) return null;
        const asked = others.length === 0 ? [] : (await line.ask('prepared', { ...request, items: others })).results;
        const theirs = asked[Symbol.iterator]();
        const results = await Promise.all(
          request.items.map(async ({ toolId, target, params }) =>
            toolId === tool.id
              ? tool.prepare(target, params, request.context)
              : (theirs.next().value ?? { ok: false as const, reason: 'The tool did not answer.' }),
          ),
        );
        return { seq: 0, kind: 'prepared', results };
      }
      case 'execute': {
        const { envelope, key, context } = request;
        if (envelope.tool.id !== tool.id) return null;
        return { seq: 0, kind: 'outcome', outcome: await tool.execute(envelope, key, context) };
      }
      case 'probe': {
        const { envelope, key, context } = request;
        if (envelope.tool.id !== tool.id || tool.probe === undefined) return null;
        return { seq: 0, kind: 'probed', verdict: await tool.probe(envelope, key, context) };
      }
      default:
        return null;
    }
  }

  return {
    ...line,
    ask: async (kind, request) => ((await answer(request)) ?? (await line.ask(kind, request))) as never,
  };
}
