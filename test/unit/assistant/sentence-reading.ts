import { readingOf as traceOf, understand } from '../../../electron/runtime/assistant/understand.ts';
import { dayStartMs, nowMs, ticketReview } from './working-day.ts';

/** A sentence and what the person who typed it means. */
export interface LabelledSentence {
  readonly text: string;
  /** An intent of the assistant, or `declined`. */
  readonly intent: string;
  readonly slots: Readonly<Record<string, string>>;
  readonly isBlind?: boolean;
}

export interface SentenceReading {
  readonly intent: string;
  readonly slots: Readonly<Record<string, string>>;
}

/** What the engine takes a sentence for, on a working day with one agent. */
export function readingOf(text: string): SentenceReading {
  const read = understand(text, { agents: [ticketReview], moment: { nowMs, dayStartMs }, isAboutRun: false });
  const { verdict, intent, slots } = traceOf(read);
  if (verdict === 'unsure') return { intent: 'ask-back', slots: {} };
  return verdict === 'declined' || intent === null ? { intent: 'declined', slots: {} } : { intent, slots };
}

/** Whether intent and every slot are as labelled, and none is made up. */
export function isRight(sentence: LabelledSentence, reading: SentenceReading): boolean {
  if (sentence.intent === 'declined') return reading.intent === 'declined';
  return sentence.intent === reading.intent && sameSlots(sentence.slots, reading.slots);
}

function sameSlots(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  return JSON.stringify(normal(one)) === JSON.stringify(normal(other));
}

/** The form a slot is written in does not count: case, a leading article, how a span of time is worded. */
function normal(slots: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(slots)
    .map(([name, value]) => {
      const plain = value.toLowerCase().replace(/^(?:the|a|an|any|all) /, '');
      return [name, plain.replace(/^in the last /, 'last ').replace(/^(?:this|past) (\w+)$/, 'last $1')] as const;
    })
    .toSorted(([first], [second]) => first.localeCompare(second));
}
