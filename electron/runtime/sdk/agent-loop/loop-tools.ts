import { readLoopInput, readPlan, type LoopToolInput, type LoopToolName } from '../../../../shared/domain/loop-tool.ts';
import type { Json, JsonObject } from '../../../../shared/json.ts';
import { AgentError } from '../agent-error.ts';
import type { Ctx } from '../types.ts';
import type { ToolSettings } from './tool-registry.ts';

export interface LoopToolDone {
  readonly output: string;
  readonly action?: JsonObject;
  readonly hasPlan?: boolean;
  readonly provenance?: string;
}

type Doing = {
  readonly [T in LoopToolName]: (ctx: Ctx, input: LoopToolInput<T>, settings: ToolSettings) => Promise<LoopToolDone>;
};

const tools: Doing = {
  async set_plan(ctx, { plan, isToBeConfirmed }) {
    await ctx.step('plan', () => ({ plan }));
    if (!isToBeConfirmed) return { output: 'The person sees the plan.', hasPlan: true };
    const changed = readPlan(await ctx.signal<Json>('plan'));
    const now = changed ?? plan;
    return { output: `The person has looked at the plan. Go by this one: ${JSON.stringify(now)}`, hasPlan: true };
  },
  async ask_person(ctx, { question, choices }) {
    const answer = await ctx.ask(question, { choices });
    return { output: answer === null ? 'The person did not answer.' : `The person answers: ${answer}` };
  },
  async propose_action(_ctx, { method, input, label }) {
    return {
      output: 'It stands below your answer, for the person to confirm.',
      action: { method, input: input as JsonObject, label },
    };
  },
  async start_agent(ctx, { agentId, input, title, withFile, isAwaited }, { spawns }) {
    if (!spawns.includes(agentId))
      return { output: `${agentId} cannot be started from here. These can: ${spawns.join(', ')}.` };
    const life = isAwaited ? 'joined' : 'detached';
    const child = await ctx.spawn(agentId, input, { life, withFile, ...(title === undefined ? {} : { title }) });
    if (!isAwaited) return { output: `It runs as ${child.runId}. Its result comes back into the conversation.` };
    const output = await ctx.join(child);
    return { output: JSON.stringify({ runId: child.runId, output }), provenance: `the result of ${agentId}` };
  },
};

/** Does what the model asked of the loop itself; what is wrong with its arguments is told back. */
export async function doLoopTool(
  ctx: Ctx,
  name: LoopToolName,
  args: JsonObject,
  settings: ToolSettings,
): Promise<LoopToolDone> {
  const input = readLoopInput(name, args);
  if (typeof input === 'string')
    throw new AgentError(
      'invalid-input',
      `${input}. Nothing was done.`,
      'Send the call again with arguments that fit its schema.',
    );
  return tools[name](ctx, input as never, settings);
}
