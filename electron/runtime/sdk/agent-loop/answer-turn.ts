import type { Reading } from '../../../../shared/domain/assistant.ts';
import type { Verdict } from '../../../../shared/domain/conversation.ts';
import type { GenerateResult, ModelItem } from '../../../../shared/domain/model-call.ts';
import type { Json } from '../../../../shared/json.ts';
import { readPlan } from '../../../../shared/domain/loop-tool.ts';
import type { Ctx } from '../types.ts';
import { keepWindow } from './context-window.ts';
import { fenced, fenceRule } from './fence.ts';
import { guardInput } from './guard-input.ts';
import { guardOutput } from './guard-output.ts';
import { carryOut, type ModelToolCall } from './tool-calls.ts';
import { offersOf, type ToolSettings } from './tool-registry.ts';
import { engineOf, type TurnInput, type TurnOutput } from './turn.ts';
import { note, type TurnState } from './turn-state.ts';

/** How an agent answers. */
export interface LoopSettings extends ToolSettings {
  /** What it is told of itself. */
  readonly instructions: string;
  /** Model calls of one turn at most; the last is made without tools. */
  readonly mostSteps?: number;
  /** The most that is sent with one call, tokens. */
  readonly mostContextTokens?: number;
}

const defaultSteps = 16;
const defaultContextTokens = 60_000;
/** Calls in a circle that are refused before the model has to answer with what it has. */
const mostCircles = 2;

/**
 * Answers one message of a person: asks a model, does what it asks for side by side, and asks again, until it answers.
 * A person's further words and changes of the plan are heard between two model calls.
 */
export async function answerTurn(ctx: Ctx, input: TurnInput, settings: LoopSettings): Promise<TurnOutput> {
  const guarded = guardInput(input);
  const blocked = guarded.verdicts.find(({ verdict }) => verdict === 'block');
  if (blocked !== undefined) return withheld(blocked, guarded.verdicts);
  const { mostSteps = defaultSteps, mostContextTokens = defaultContextTokens } = settings;
  const state: TurnState = {
    items: [...input.history, { kind: 'message', role: 'user', text: input.text }],
    sources: [],
    labels: new Set(guarded.labels),
    verdicts: [...guarded.verdicts],
    provenance: new Set(
      input.history.flatMap((item) =>
        item.kind === 'message' && item.provenance !== undefined ? [item.provenance] : [],
      ),
    ),
    asked: new Map(),
    known: [
      input.text,
      ...input.history.flatMap((item) => (item.kind === 'message' && item.role === 'user' ? [item.text] : [])),
    ],
    action: null,
    hasPlan: false,
    circles: 0,
  };
  const tools = offersOf(settings, input);
  let ownFrom = input.history.length;
  for (let step = 1; ; step += 1) {
    const isLast = step >= mostSteps || state.circles >= mostCircles;
    ownFrom = await keepWindow(ctx, state, { mostContextTokens, ownFrom });
    const result = await ctx.generate(
      'answer',
      {
        purpose: 'chat',
        instructions: instructionsOf(settings, input, isLast),
        items: state.items,
        tools: isLast ? [] : tools,
        labels: [...state.labels],
      },
      input.about == null ? {} : { about: input.about },
    );
    const calls = result.items.filter((item): item is ModelToolCall => item.kind === 'call');
    if (calls.length === 0 || isLast || result.status !== 'completed') {
      if (isLast) note(state, [limitOf(state.circles >= mostCircles, mostSteps)]);
      return finished(state, result);
    }
    state.items.push(...result.items);
    ctx.progress({
      phase: calls.map(({ name }) => name.replaceAll('_', ' ')).join(', '),
      done: step,
      total: null,
      unit: 'steps',
      etaMs: null,
    });
    await carryOut(ctx, state, calls, settings);
    await hear(ctx, state);
  }
}

/** What the person has said, or changed of the plan, since the last model call. */
async function hear(ctx: Ctx, state: TurnState): Promise<void> {
  for (;;) {
    const steer = await ctx.signal<{ readonly text: string }>('steer', { atOnce: true });
    if (steer === null) break;
    state.items.push({ kind: 'message', role: 'user', text: steer.text });
    state.known.push(steer.text);
  }
  if (!state.hasPlan) return;
  const plan = readPlan(await ctx.signal<Json>('plan', { atOnce: true }));
  if (plan !== null)
    state.items.push({
      kind: 'message',
      role: 'user',
      text: `I have changed the plan. Go by this one: ${JSON.stringify(plan)}`,
    });
}

function instructionsOf({ instructions }: LoopSettings, input: TurnInput, isLast: boolean): string {
  const { attachments = [], about, memory = [] } = input;
  const files = attachments.map((one) =>
    one.kind === 'file' ? `file ${one.name} (${one.bytes} bytes)` : `${one.kind} ${one.id}: ${one.label}`,
  );
  return [
    instructions,
    fenceRule,
    'Refer to what you looked up by the numbers of its sources in square brackets, such as [2]. Refer to nothing else that way.',
    ...(about == null ? [] : [`Beside the conversation the person has selected the ${about.kind} ${about.id}.`]),
    ...(files.length === 0 ? [] : [`Attached to the message:\n${fenced(files.join('\n'), 'names of attachments')}`]),
    ...(memory.length === 0
      ? []
      : [
          `What you remember, which may be out of date:\n${fenced(memory.map(({ text }) => `- ${text}`).join('\n'), 'memory')}`,
        ]),
    ...(isLast
      ? ['Answer now from what you have, and say what you could not find out. You have no tools any more.']
      : []),
  ].join('\n\n');
}

function finished(state: TurnState, result: GenerateResult): TurnOutput {
  const refusal = refusalOf(result.items);
  const said = refusal ?? result.text;
  // The engine inside numbers its own sources; a model refers to those of the tools.
  const sources = result.sources.length > 0 ? result.sources : state.sources;
  // What the engine inside says is put together by the console itself, from text it has made inert.
  const isOwn = result.endpointId === 'embedded';
  const guarded = isOwn ? { text: said, sources, verdicts: [] } : guardOutput(said, sources, state.known);
  note(state, guarded.verdicts);
  if (result.reading !== undefined) note(state, [readingVerdict(result.reading)]);
  if (result.status === 'incomplete')
    note(state, [
      {
        rule: 'answer.incomplete',
        verdict: 'warn',
        message: `The answer ends early (${result.reason ?? 'no reason given'}).`,
      },
    ]);
  if (result.status === 'refused')
    note(state, [{ rule: 'answer.refused', verdict: 'warn', message: 'The model declined to answer.' }]);
  return {
    text: guarded.text,
    sources: [...guarded.sources],
    choices: result.choices,
    action: state.action ?? (result.action as TurnOutput['action']),
    engine: engineOf(result),
    verdicts: state.verdicts,
  };
}

/** What the engine inside took the question for, so that an odd answer explains itself. */
function readingVerdict({ verdict, intent, confidence, slots }: Reading): Verdict {
  const named = Object.entries(slots).map(([name, value]) => `${name} ${value}`);
  const taken = [intent ?? 'nothing it knows', ...named].join(', ');
  const came = { clear: 'answered', unsure: 'asked back', declined: 'declined' }[verdict];
  return { rule: 'language.reading', verdict: 'pass', message: `Read as ${taken}; confidence ${confidence}; ${came}.` };
}

function refusalOf(items: readonly ModelItem[]): string | null {
  return items.reduce<string | null>(
    (found, item) => (item.kind === 'message' ? (item.refusal ?? found) : found),
    null,
  );
}

function limitOf(isCircle: boolean, mostSteps: number): Verdict {
  return isCircle
    ? {
        rule: 'loop.circle',
        verdict: 'warn',
        message: 'The model asked for the same again and again, and had to answer with what it had.',
      }
    : {
        rule: 'loop.steps',
        verdict: 'warn',
        message: `The answer took all ${mostSteps} steps a turn may have; something may be missing.`,
      };
}

function withheld({ message }: Verdict, verdicts: readonly Verdict[]): TurnOutput {
  return {
    text: message,
    sources: [],
    choices: [],
    action: null,
    engine: 'nobody: the message was not sent',
    verdicts: [...verdicts],
  };
}
