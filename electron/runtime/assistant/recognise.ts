import type { Cue, Intent, Need } from './cue.ts';
import { intents } from './intents.ts';
import type { Slots } from './slots.ts';
import { corrected, domainWords, fillers, fits, type Word } from './words.ts';

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
    (text, index) => !slots.used.has(index) && !fillers.has(text) && !domainWords.some((word) => fits(text, word)),
  );
  const explained = telling.filter((text) => named.some((pattern) => fits(text, pattern)));
  const coverage = telling.length === 0 ? 1 : explained.length / telling.length;
  // Of two cues that explain the same words, the one that asks for more of them is the surer.
  return Math.min(1, cue.weight * coverage + 0.005 * (cue.groups.length - 1));
}

/** An order begins with its verb; polite words may stand before it. */
function startsWith(texts: readonly string[], verbs: readonly string[]): boolean {
  const first = texts.find((text) => !polite.has(text)) ?? '';
  return verbs.some((verb) => fits(first, verb));
}

const polite: ReadonlySet<string> = new Set(
  'please can could would will you hey hi hello ok okay now just i want need to like let us me then and'.split(' '),
);

function isMissing(
  need: Need,
  { slots, isAboutRun }: { readonly slots: Slots; readonly isAboutRun: boolean },
): boolean {
  if (need === 'topic') return slots.topic === null;
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
]);
