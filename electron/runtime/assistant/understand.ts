import type { AgentSummary } from '../../../shared/domain/agent.ts';
import type { Reading } from '../../../shared/domain/assistant.ts';
import { answerFrom, askFrom, recognise, tooClose, type Recognised } from './recognise.ts';
import { slotsOf, type Slots } from './slots.ts';
import type { Moment } from './time-window.ts';
import { wordsOf } from './words.ts';

/** What a sentence was taken for, before anything is looked up. */
export interface Understood {
  /** `clear` is answered, `unsure` is asked back about, `declined` is out of scope. */
  readonly verdict: 'clear' | 'unsure' | 'declined';
  /** The surest first; empty where nothing fits at all. */
  readonly readings: readonly Recognised[];
  readonly confidence: number;
  readonly slots: Slots;
}

/** Reads a sentence. The same sentence with the same agents and moment is always read the same. */
export function understand(
  question: string,
  known: { readonly agents: readonly AgentSummary[]; readonly moment: Moment; readonly isAboutRun: boolean },
): Understood {
  const words = wordsOf(question);
  const slots = slotsOf(question, words, known);
  const readings = recognise(words, { slots, isAboutRun: known.isAboutRun });
  const confidence = readings[0]?.confidence ?? 0;
  const isApart = confidence - (readings[1]?.confidence ?? 0) >= tooClose;
  const verdict = confidence < askFrom ? 'declined' : confidence >= answerFrom && isApart ? 'clear' : 'unsure';
  return { verdict, readings, confidence, slots };
}

/** What traces keep of it: plain words, no moments and no records. */
export function readingOf({ verdict, readings, confidence, slots }: Understood): Reading {
  const { id, pointer, agent, file, topic, window } = slots;
  const named = { id, pointer, agent: agent?.agentId ?? null, file, topic, window: window?.name ?? null };
  return {
    verdict,
    intent: readings[0]?.intent.id ?? null,
    confidence: Math.round(confidence * 100) / 100,
    slots: Object.fromEntries(
      Object.entries(named).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
    ),
  };
}
