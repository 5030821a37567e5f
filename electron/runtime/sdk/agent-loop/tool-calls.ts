import type { ConsoleAnswer, ConsoleQueryName } from '../../../../shared/domain/console-query.ts';
import type { ModelItem } from '../../../../shared/domain/model-call.ts';
import type { Json, JsonObject } from '../../../../shared/json.ts';
import { isLoopTool } from '../../../../shared/domain/loop-tool.ts';
import { AgentError } from '../agent-error.ts';
import type { Ctx, EffectOutcome } from '../types.ts';
import { fenced } from './fence.ts';
import { guardForeign } from './guard-input.ts';
import { doLoopTool } from './loop-tools.ts';
import { asQuery, type ActionTool, type ToolSettings } from './tool-registry.ts';
import { cite, note, type TurnState } from './turn-state.ts';

export type ModelToolCall = Extract<ModelItem, { kind: 'call' }>;

/** Times the same call may be made with the same arguments. */
const mostAlike = 3;

/** What one call gave, as plain JSON, because a branch's value is journaled by its own entries alone. */
interface Called {
  readonly output: string;
  readonly answer: ConsoleAnswer | null;
  readonly action: JsonObject | null;
  readonly hasPlan: boolean;
  /** Where what it gave comes from, when that is outside. */
  readonly provenance: string | null;
}

/**
 * Does the calls of one answer side by side, each in a branch named by its call, and gives each its output in the order
 * they were asked. What is wrong with a call is told to the model: nothing of it ends the turn.
 */
export async function carryOut(
  ctx: Ctx,
  state: TurnState,
  calls: readonly ModelToolCall[],
  settings: ToolSettings,
): Promise<void> {
  const keys = keysOf(calls);
  const outputs = new Map<string, Called>();
  const branches: Record<string, (branch: Ctx) => Promise<null>> = {};
  // Whatever stands in the context may have chosen all of it.
  const tainted = [...state.provenance].map((from) => `tool, target and amount: ${from}`);
  for (const [index, call] of calls.entries()) {
    const key = keys[index] ?? '';
    const refused = circling(state, call);
    if (refused !== null) outputs.set(key, said(refused));
    else
      branches[key] = async (branch) => {
        outputs.set(key, await one(branch, call, { settings, tainted }));
        return null;
      };
  }
  if (Object.keys(branches).length > 0) await ctx.all('tools', branches);
  for (const [index, call] of calls.entries()) {
    const called = outputs.get(keys[index] ?? '');
    if (called !== undefined)
      state.items.push({ kind: 'call-output', callId: call.callId, output: heard(state, called) });
  }
}

/** A branch is named by its call, as long as that can name one. */
function keysOf(calls: readonly ModelToolCall[]): string[] {
  const used = new Set<string>();
  return calls.map(({ callId }, index) => {
    const isFit = callId.length > 0 && callId.length <= 120 && !callId.includes('/') && !used.has(callId);
    const key = isFit ? callId : `call-${index}`;
    used.add(key);
    return key;
  });
}

function circling(state: TurnState, { name, arguments: text }: ModelToolCall): string | null {
  const place = `${name} ${text}`;
  const times = (state.asked.get(place) ?? 0) + 1;
  state.asked.set(place, times);
  if (times <= mostAlike) return null;
  state.circles += 1;
  return `This was asked ${mostAlike} times with the same arguments, and was not done again. Go on with what you have, or say what is missing.`;
}

async function one(
  ctx: Ctx,
  call: ModelToolCall,
  { settings, tainted }: { readonly settings: ToolSettings; readonly tainted: readonly string[] },
): Promise<Called> {
  const args = parsed(call.arguments);
  if (args === null)
    return said(
      `The arguments of ${call.name} are no JSON object, so nothing was done. Send the call again with valid JSON.`,
    );
  try {
    const query = asQuery(call.name);
    if (query !== null) return await asked(ctx, query, args);
    if (isLoopTool(call.name)) return { ...nothing, ...(await doLoopTool(ctx, call.name, args, settings)) };
    const action = settings.actions.find(({ name }) => name === call.name);
    if (action !== undefined) return said(await proposed(ctx, action, args, { tainted, callId: call.callId }));
    return said(`There is no tool ${call.name.slice(0, 64)}, so nothing was done. Use one that you were offered.`);
  } catch (thrown) {
    // What belongs to the run and not to the call ends the run.
    if (!(thrown instanceof AgentError) || thrown.code === 'journal-mismatch') throw thrown;
    return said(
      `${call.name} failed (${thrown.code}): ${thrown.message}${thrown.hint === undefined ? '' : ` ${thrown.hint}`}`,
    );
  }
}

async function asked(ctx: Ctx, query: ConsoleQueryName, args: JsonObject): Promise<Called> {
  const answer = await ctx.query(query, args);
  return { ...nothing, answer, provenance: answer.provenance };
}

async function proposed(
  ctx: Ctx,
  { tool, target, name }: ActionTool,
  params: JsonObject,
  { tainted, callId }: { readonly tainted: readonly string[]; readonly callId: string },
): Promise<string> {
  const claim = `Asked for in a conversation (call ${callId.slice(0, 60)}).`;
  const outcome = await ctx.effect({ tool, target: target(params), params, claim, tainted });
  return wordsOf(name, outcome);
}

/** What became of an action, for the model to tell: it may not call done what was not. */
function wordsOf(name: string, outcome: EffectOutcome): string {
  const edited =
    outcome.edited === undefined ? '' : ` ${outcome.edited.by} changed it first: ${JSON.stringify(outcome.edited.to)}.`;
  switch (outcome.outcome) {
    case 'done':
      return `${name} was done: ${outcome.summary}${edited}`;
    case 'refused':
      return `${name} was not done (${outcome.cause}): ${outcome.reason}${edited} Do not ask for it again unless the person does.`;
    case 'failed':
      return `${name} failed${outcome.code === undefined ? '' : ` (${outcome.code})`}: ${outcome.reason}${edited}`;
    case 'unknown':
      return `Nobody knows whether ${name} happened: ${outcome.reason}${edited} Say so, and do not ask for it again.`;
  }
}

/** Takes into the turn what a call gave; the text of it is what the model is told. */
function heard(state: TurnState, { output, answer, action, hasPlan, provenance }: Called): string {
  state.hasPlan ||= hasPlan;
  let text = output;
  if (answer !== null) {
    const sources = answer.sources.map((source) => ({
      n: cite(state, source),
      what: source.label,
      changed: isoOf(source.atMs),
    }));
    text = JSON.stringify({ asOf: isoOf(answer.asOfMs), found: answer.found, sources });
  }
  if (action !== null) {
    if (state.action === null) state.action = action as unknown as TurnState['action'];
    else text = 'One action is proposed already, and an answer holds one. Nothing was added.';
  }
  for (const label of guardForeign(text, provenance ?? '').labels) state.labels.add(label);
  if (provenance === null) {
    state.known.push(text);
    return text;
  }
  note(state, guardForeign(text, provenance).verdicts);
  state.provenance.add(provenance);
  return fenced(text, provenance);
}

const nothing: Called = { output: '', answer: null, action: null, hasPlan: false, provenance: null };

function said(output: string): Called {
  return { ...nothing, output };
}

function isoOf(atMs: number): string {
  // Not of the clock: the same time is written the same way on every replay.
  return new Date(atMs).toISOString();
}

function parsed(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text === '' ? '{}' : text) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}
