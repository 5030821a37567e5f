import type { Cue, Intent, Need } from './cue.ts';
import { isForeign } from './foreign.ts';
import { intents } from './intents.ts';
import type { Slots } from './slots.ts';
import { asides, corrected, domainWords, fillers, fits, type Word } from './words.ts';

/** From here on an intent is acted on. */
export const answerFrom = 0.6;
/** Between this and `answerFrom` the assistant asks back; below it says that it cannot. */
export const askFrom = 0.3;
/** Two readings closer than this are asked about, not chosen between. */
export const tooClose = 0.04;

export interface Recognised {
  readonly intent: Intent;
  /** 0..1: how sure the best cue is, times the share of telling words it explains. */
  readonly confidence: number;
}

/** Every intent the words could mean, the surest first. The same words always give the same list. */
export function recognise(
  words: readonly Word[],
  context: { readonly slots: Slots; readonly isAboutRun: boolean },
): readonly Recognised[] {
  const texts = words.map((word) => corrected(word.text, vocabulary));
  const unnamed = texts.filter((_, index) => !context.slots.used.has(index));
  if (isForeign(firstOf(texts), unnamed)) return [];
  const scored = intents.map((intent) => ({
    intent,
    confidence: Math.max(0, ...intent.cues.map((cue) => confidenceOf(cue, texts, context))),
  }));
  return scored.filter(({ confidence }) => confidence > 0).toSorted((one, other) => other.confidence - one.confidence);
}

function confidenceOf(
  cue: Cue,
  texts: readonly string[],
  context: { readonly slots: Slots; readonly isAboutRun: boolean },
): number {
  const { slots } = context;
  const free = texts.filter((_, index) => !slots.used.has(index));
  const has = (pattern: string): boolean => free.some((text) => fits(text, pattern));
  if (cue.not.some(has)) return 0;
  if (!cue.groups.every((group) => group.some(has))) return 0;
  if (cue.imperative && !startsWith(texts, cue.groups[0] ?? [])) return 0;
  if (cue.needs.some((need) => isMissing(need, context))) return 0;
  const named = cue.groups.flat();
  const telling = texts.filter(
    (text, index) =>
      !slots.used.has(index) &&
      !fillers.has(text) &&
      !asides.has(text) &&
      !/^\d{1,2}$/.test(text) &&
      !domainWords.some((word) => fits(text, word)),
  );
  const explained = telling.filter((text) => named.some((pattern) => fits(text, pattern)));
  // What is the console's own makes the words beside it less strange.
  const anchor = anchorOf(free, slots) + (explained.length > 0 && cue.groups.length > 1 ? 0.5 : 0);
  const coverage = telling.length === 0 ? 1 : (explained.length + anchor) / (telling.length + anchor);
  // Of two cues that explain the same words, the one that asks for more of them is the surer.
  return Math.min(1, cue.weight * coverage + 0.005 * (cue.groups.length - 1));
}

/** How firmly the words stand on this console's ground: a run, file or agent it is about, or its own nouns. */
function anchorOf(free: readonly string[], slots: Slots): number {
  const named = slots.id !== null || slots.file !== null || slots.agent !== null ? 1 : 0;
  const own = free.filter((text) => domainWords.some((word) => fits(text, word))).length;
  return Math.min(1, named + own * 0.5);
}

/** An order begins with its verb; polite words may stand before it. */
function startsWith(texts: readonly string[], verbs: readonly string[]): boolean {
  const first = firstOf(texts);
  return verbs.some((verb) => fits(first, verb));
}

function firstOf(texts: readonly string[]): string {
  return texts.find((text) => !polite.has(text)) ?? '';
}

const polite: ReadonlySet<string> = new Set(
  (
    'please pls kindly can could would will you hey hi hello ok okay so now just i want need we to like let lets us me then and ' +
    'go ahead someone somebody anyone quickly actually immediately mind also maybe well alright right yes yep'
  ).split(' '),
);

function isMissing(
  need: Need,
  { slots, isAboutRun }: { readonly slots: Slots; readonly isAboutRun: boolean },
): boolean {
  if (need === 'topic') return slots.topic === null;
  if (need === 'agent') return slots.agent === null;
  if (need === 'target') return slots.agent === null && slots.file === null;
  return (
    slots.id === null &&
    slots.pointer === null &&
    slots.file === null &&
    slots.agent === null &&
    slots.topic === null &&
    !isAboutRun
  );
}

/** The words cues name in full; only towards these is a slip of the finger corrected. */
const vocabulary: ReadonlySet<string> = new Set([
  ...intents.flatMap((intent) => intent.cues.flatMap((cue) => cue.groups.flat())).filter((word) => !word.endsWith('*')),
  'quarantined',
  'failed',
  'waiting',
  'complaints',
  'tickets',
  'issues',
  'themes',
  'approved',
  'rejected',
  'quotes',
  'reports',
  'today',
  'yesterday',
  'finished',
  'running',
  'cancelled',
  'approvals',
  'pending',
  'progress',
]);
