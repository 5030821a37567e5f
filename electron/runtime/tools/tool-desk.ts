import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { Preparation, ProbeVerdict, Tool, ToolOutcome } from './contract.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { createDispatchQueue } from './dispatch-queue.ts';
import { withKeptTexts } from './kept-texts.ts';
import { parameterProblems } from './parameters.ts';
import type { ToolReply, ToolRequest } from './protocol.ts';
import { toolSchemaHash } from './schema-hash.ts';

const keyForm = /^[0-9a-f]{16,128}$/;
/** Effects under way at once. */
const effectSlots = 8;
/** Looking at targets has slots of its own, so that a silent mail server does not hold up the inbox. */
const lookSlots = 4;
/** Looking is not taken back by a recall. */
const notRecallable = '';

/** Answers every request of the protocol exactly once, whatever a tool does. */
export interface ToolDesk {
  answer(request: ToolRequest): Promise<ToolReply>;
}

/** A desk over these tools. After `close` it changes nothing any more and says so. */
export function createToolDesk(tools: readonly Tool[], artifactFolder: string): ToolDesk {
  const byId = new Map(tools.map((tool) => [tool.id, tool]));
  const hashes = new Map(tools.map((tool) => [tool.id, toolSchemaHash(tool.schema)]));
  const effects = createDispatchQueue(effectSlots);
  const looks = createDispatchQueue(lookSlots);
  let closing = false;
  return { answer };

  async function answer(request: ToolRequest): Promise<ToolReply> {
    const { seq } = request;
    switch (request.kind) {
      case 'prepare': {
        const work = () => prepareAll(request);
        const results = await looks.run({ id: notRecallable, locks: [], recalled: [], work });
        return { seq, kind: 'prepared', results };
      }
      case 'examine': {
        const work = () => examineOne(request);
        const recalled = { problems: [], preparation: { ok: false as const, reason: 'Recalled.' } };
        const looked = await looks.run({ id: notRecallable, locks: [], recalled, work });
        return { seq, kind: 'examined', ...looked };
      }
      case 'execute':
        return { seq, kind: 'outcome', outcome: await changing(request, executeOne) };
      case 'compensate':
        return { seq, kind: 'outcome', outcome: await changing(request, compensateOne) };
      case 'probe':
        return { seq, kind: 'probed', verdict: await probeOne(request) };
      case 'recall': {
        const keys = request.keys === null ? null : new Set(request.keys);
        const taken = effects.recall((id) => id !== notRecallable && (keys === null || keys.has(id)));
        return { seq, kind: 'recalled', ...taken };
      }
      case 'close':
        closing = true;
        await Promise.all([effects.idle(), looks.idle()]);
        break;
    }
    return { seq, kind: 'closed' };
  }

  /** Side by side: one that waits for a server holds up no other. */
  function prepareAll(request: Request<'prepare'>): Promise<readonly Preparation[]> {
    return Promise.all(
      request.items.map(async (item): Promise<Preparation> => {
        const tool = byId.get(item.toolId);
        if (tool === undefined) return { ok: false, reason: unknownTool(item.toolId) };
        const read = await withKeptTexts(item.params, artifactFolder);
        if (!read.ok) return read;
        return tool.prepare(item.target, read.params, request.context).catch((thrown: unknown) => ({
          ok: false,
          reason: `${tool.id} could not look at its target: ${messageOf(thrown)}.`,
        }));
      }),
    );
  }

  async function examineOne(request: Request<'examine'>): Promise<Examined> {
    const { toolId, target, params } = request;
    const tool = byId.get(toolId);
    const read = await withKeptTexts(params, artifactFolder);
    const problems = tool === undefined || !read.ok ? [] : parameterProblems(tool.schema, read.params);
    const misfit = problems[0]?.problem;
    if (misfit !== undefined) return { problems, preparation: { ok: false, reason: misfit } };
    const [preparation = { ok: false, reason: unknownTool(toolId) }] = await prepareAll({
      ...request,
      kind: 'prepare',
      items: [{ toolId, target, params }],
    });
    return { problems, preparation };
  }

  /** One target and one key are never worked on twice at once. */
  function changing<R extends Request<'execute'> | Request<'compensate'>>(
    request: R,
    work: (tool: Tool, request: R) => Promise<ToolOutcome>,
  ): Promise<ToolOutcome> {
    const { envelope, key } = request;
    const notBegun = (reason: string): ToolOutcome =>
      request.context.isRepeat === true
        ? { outcome: 'unknown', reason: `It was sent before, and what became of that is not known. ${reason}` }
        : notApplied(reason);
    const found = toolOf(envelope, key);
    if (!found.ok) return Promise.resolve(notBegun(found.reason));
    return effects.run({
      id: request.kind === 'execute' ? key : request.ownKey,
      locks: [`key ${key}`, `target ${found.tool.id} ${envelope.target}`],
      recalled: notBegun('Recalled by a stop before it started. Nothing was done.'),
      // What a tool throws says nothing about what it did first.
      work: () =>
        withTexts(request, (whole) => work(found.tool, whole)).catch((thrown: unknown): ToolOutcome => ({
          outcome: 'unknown',
          reason: `${found.tool.id} broke off: ${messageOf(thrown)}.`,
        })),
    });
  }

  /** The request with the texts that are kept as files, or why there is none. */
  async function withTexts<R extends Request<'execute'> | Request<'compensate'>>(
    request: R,
    work: (whole: R) => Promise<ToolOutcome>,
  ): Promise<ToolOutcome> {
    const read = await withKeptTexts(request.envelope.params as JsonObject, artifactFolder);
    if (!read.ok) return notApplied(read.reason);
    return work({ ...request, envelope: { ...request.envelope, params: read.params } });
  }

  async function executeOne(tool: Tool, request: Request<'execute'>): Promise<ToolOutcome> {
    const { envelope } = request;
    if (envelope.tool.version !== tool.version || envelope.tool.schemaHash !== hashes.get(tool.id))
      return notApplied(`${tool.id} is not the tool that was approved (version or schema differ). Nothing was done.`);
    return await tool.execute(envelope, request.key, request.context);
  }

  async function probeOne(request: Request<'probe'>): Promise<ProbeVerdict> {
    const { envelope, key, context } = request;
    const found = toolOf(envelope, key);
    if (!found.ok) return { verdict: 'cannot-tell', reason: found.reason };
    const { tool } = found;
    const probe = tool.probe;
    if (probe === undefined) return { verdict: 'cannot-tell', reason: `${tool.id} cannot look back.` };
    // In line with the effects: a probe that overtook a dispatch of its key would answer for a moment already past.
    return await effects.run<ProbeVerdict>({
      id: notRecallable,
      locks: [`key ${key}`],
      recalled: { verdict: 'cannot-tell', reason: 'Recalled.' },
      work: () =>
        probe(envelope, key, context).catch((thrown: unknown): ProbeVerdict => ({
          verdict: 'cannot-tell',
          reason: `${tool.id} could not look back: ${messageOf(thrown)}.`,
        })),
    });
  }

  function toolOf(envelope: Envelope, key: string): FoundTool {
    const tool = byId.get(envelope.tool.id);
    if (closing) return { ok: false, reason: 'Lanekeeper is closing. Nothing was done.' };
    if (tool === undefined) return { ok: false, reason: unknownTool(envelope.tool.id) };
    if (!keyForm.test(key)) return { ok: false, reason: 'The idempotency key is not a hex string.' };
    return { ok: true, tool };
  }
}

async function compensateOne(tool: Tool, request: Request<'compensate'>): Promise<ToolOutcome> {
  if (tool.compensate === undefined) return notApplied(`${tool.id} cannot be undone.`);
  return await tool.compensate(request.envelope, request.key, request.receipt, request.context);
}

type Examined = Pick<Extract<ToolReply, { readonly kind: 'examined' }>, 'problems' | 'preparation'>;
type Request<Kind extends ToolRequest['kind']> = Extract<ToolRequest, { readonly kind: Kind }>;
type FoundTool = { readonly ok: true; readonly tool: Tool } | { readonly ok: false; readonly reason: string };

function unknownTool(toolId: string): string {
  return `This version of Lanekeeper has no tool named '${toolId}'. Nothing was done.`;
}

function notApplied(reason: string): ToolOutcome {
  return { outcome: 'not-applied', reason };
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
