import { z } from 'zod';

/** A part of what a model says while it says it. The whole comes with the entry of its run; nothing of this is kept. */
export const turnDeltaSchema = z.object({
  runId: z.string(),
  /** The model call's entry, and which attempt of it: a later one begins again. */
  path: z.string(),
  attempt: z.number(),
  /** The first and the last event in it, counted from 1. A gap before `seq` means that something was left out. */
  seq: z.number(),
  upTo: z.number(),
  /** Who answers; null until it is known. */
  endpointId: z.string().nullable(),
  model: z.string().nullable(),
  text: z.string(),
  reasoning: z.string(),
  refusal: z.string(),
  /** Arguments of tool calls, in the order they came. */
  calls: z.array(z.object({ callId: z.string(), name: z.string(), delta: z.string() })),
});
export type TurnDelta = z.infer<typeof turnDeltaSchema>;

/** Most characters that wait to be told; a reader that is slower misses what came first. */
const mostHeld = 256 * 1024;

/** Two parts as one, in their order. What would grow without end is the later part alone. */
export function joinedDeltas(first: TurnDelta, next: TurnDelta): TurnDelta {
  const isAnother = first.attempt !== next.attempt || next.seq !== first.upTo + 1;
  if (isAnother || sizeOf(first) + sizeOf(next) > mostHeld) return next;
  const calls = first.calls.map((call) => ({ ...call }));
  for (const call of next.calls) {
    const last = calls.at(-1);
    if (last?.callId === call.callId) last.delta += call.delta;
    else calls.push({ ...call });
  }
  return {
    ...next,
    seq: first.seq,
    endpointId: next.endpointId ?? first.endpointId,
    model: next.model ?? first.model,
    text: first.text + next.text,
    reasoning: first.reasoning + next.reasoning,
    refusal: first.refusal + next.refusal,
    calls,
  };
}

function sizeOf({ text, reasoning, refusal, calls }: TurnDelta): number {
  return calls.reduce((sum, { delta }) => sum + delta.length, text.length + reasoning.length + refusal.length);
}
