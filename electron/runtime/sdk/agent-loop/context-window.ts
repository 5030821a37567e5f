import type { ModelItem } from '../../../../shared/domain/model-call.ts';
import type { JsonObject } from '../../../../shared/json.ts';
import type { Ctx } from '../types.ts';
import { fenced } from './fence.ts';
import type { TurnState } from './turn-state.ts';

/** A token is about so many characters; only a provider counts them. */
const charsPerToken = 4;
/** Of a tool's output that is no longer needed whole, this much stays. */
const outputHead = 400;

export interface WindowSettings {
  /** The most that is sent with one call, tokens. */
  readonly mostContextTokens: number;
}

/**
 * Keeps what is sent within the window: first what tools gave in earlier rounds is shortened, then what was said before
 * this turn is summed up, and what is still too much of it is left out. What was dropped is an entry of the run.
 */
export async function keepWindow(
  ctx: Ctx,
  state: TurnState,
  { mostContextTokens, ownFrom }: WindowSettings & { readonly ownFrom: number },
): Promise<number> {
  const before = tokensOf(state.items);
  if (before <= mostContextTokens) return ownFrom;
  const dropped: JsonObject[] = [];
  state.items = shortened(state.items, dropped);
  let from = ownFrom;
  if (tokensOf(state.items) > mostContextTokens && from > 0) {
    const history = state.items.slice(0, from);
    const own = state.items.slice(from);
    const summary = await summed(ctx, state, history, mostContextTokens);
    dropped.push({ what: 'history', items: history.length, chars: charsOf(history), isSummedUp: summary !== null });
    state.items = [...(summary === null ? [] : [summary]), ...own];
    from = summary === null ? 0 : 1;
  }
  const after = tokensOf(state.items);
  await ctx.step('context', () => ({ dropped, tokensBefore: before, tokensAfter: after }));
  return from;
}

/** Outputs of all but the last round, cut to their beginning. */
function shortened(items: readonly ModelItem[], dropped: JsonObject[]): ModelItem[] {
  const lastRound = items.findLastIndex(({ kind }) => kind === 'call');
  const firstOfLast = firstOfRound(items, lastRound);
  return items.map((item, index) => {
    if (item.kind !== 'call-output' || index >= firstOfLast || item.output.length <= outputHead * 2) return item;
    dropped.push({ what: 'tool output', callId: item.callId, chars: item.output.length - outputHead });
    const rest = item.output.length - outputHead;
    return {
      ...item,
      output: `${item.output.slice(0, outputHead)}\n(${rest} more characters were left out; ask again for them.)`,
    };
  });
}

/** Calls that were made together stand together. */
function firstOfRound(items: readonly ModelItem[], last: number): number {
  let first = last;
  while (first > 0 && items[first - 1]?.kind === 'call') first -= 1;
  return Math.max(first, 0);
}

/** Null where no model would sum it up: it is left out. */
async function summed(
  ctx: Ctx,
  state: TurnState,
  history: readonly ModelItem[],
  mostContextTokens: number,
): Promise<ModelItem | null> {
  const text = history
    .map(lineOf)
    .join('\n')
    .slice(-mostContextTokens * charsPerToken);
  try {
    const { text: summary, endpointId } = await ctx.generate('sum up what was said', {
      purpose: 'summary',
      instructions:
        'Sum up this conversation in at most 300 words for somebody who goes on with it: what was asked, what was found, what was decided, names and ids word for word. Nothing else.',
      items: [{ kind: 'message', role: 'user', text: fenced(text, 'the conversation so far') }],
      mostTokens: 1_000,
      labels: [...state.labels],
    });
    // The engine inside answers about the console; it sums nothing up.
    if (endpointId === 'embedded' || summary.trim() === '') return null;
    return { kind: 'message', role: 'user', text: summary, provenance: 'a summary of what was said before' };
  } catch {
    return null;
  }
}

function lineOf(item: ModelItem): string {
  switch (item.kind) {
    case 'message':
      return `${item.role}: ${item.text}`;
    case 'call':
      return `assistant calls ${item.name}(${item.arguments})`;
    case 'call-output':
      return `it gave: ${item.output}`;
    case 'reasoning':
      return '';
  }
}

export function tokensOf(items: readonly ModelItem[]): number {
  return Math.ceil(charsOf(items) / charsPerToken);
}

function charsOf(items: readonly ModelItem[]): number {
  return items.reduce((sum, item) => sum + sizeOf(item), 0);
}

function sizeOf(item: ModelItem): number {
  switch (item.kind) {
    case 'message':
      return item.text.length;
    case 'call':
      return item.arguments.length + item.name.length;
    case 'call-output':
      return item.output.length;
    case 'reasoning':
      return item.opaque.length;
  }
}
