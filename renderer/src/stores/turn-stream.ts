import { create } from 'zustand';
import type { TurnDelta } from '../../../shared/domain/turn-delta.ts';
import { subscribe } from '../bridge.ts';

/** What a model has said so far in the call it is in; gone when the call is journaled. */
export interface StreamedCall {
  readonly path: string;
  readonly attempt: number;
  readonly endpointId: string | null;
  readonly model: string | null;
  readonly text: string;
  readonly reasoning: string;
  readonly calls: readonly { readonly callId: string; readonly name: string; readonly arguments: string }[];
  /** A message was lost on the way: what is shown has a hole, and the whole comes with the answer. */
  readonly hasHole: boolean;
  /** The last that was heard. */
  readonly upTo: number;
}

export const useTurnStream = create<{ readonly byRun: ReadonlyMap<string, StreamedCall> }>()(() => ({
  byRun: new Map(),
}));

/** Most runs whose words are kept. */
const mostRuns = 50;

/** What models say is told to who follows that run alone: follows these, and no others, until the next word. */
export function followWords(runIds: readonly string[]): void {
  for (const [runId, leave] of followed)
    if (!runIds.includes(runId)) {
      leave();
      followed.delete(runId);
    }
  for (const runId of runIds)
    if (!followed.has(runId)) followed.set(runId, subscribe({ topics: ['run.changed'], key: runId, ...unheard }));
}

const followed = new Map<string, () => void>();
/** The conversation follows what becomes of its runs by itself. */
const unheard = { onEvents: () => undefined, onGap: () => undefined };

/** Adds what came; a call that begins, or begins anew elsewhere, takes the place of what was there. */
export function takeTurnWords(delta: TurnDelta): void {
  const { runId, path, attempt, seq, upTo, endpointId, model } = delta;
  const { byRun } = useTurnStream.getState();
  const known = byRun.get(runId);
  const call = known?.path === path && known.attempt === attempt ? known : null;
  const before = call?.endpointId === endpointId ? call : null;
  if (before !== null && seq <= before.upTo) return;
  const next = new Map(byRun);
  next.delete(runId);
  if (next.size >= mostRuns) for (const oldest of [...next.keys()].slice(0, 1)) next.delete(oldest);
  next.set(runId, {
    path,
    attempt,
    endpointId,
    model,
    upTo,
    text: (before?.text ?? '') + delta.text,
    reasoning: (before?.reasoning ?? '') + delta.reasoning,
    calls: joined(before?.calls ?? [], delta.calls),
    // The first of a call says who answers, and no word yet.
    hasHole: before?.hasHole === true || seq > (call?.upTo ?? 1) + 1,
  });
  useTurnStream.setState({ byRun: next });
}

/** What was streamed of these calls is known for good. */
export function forgetTurnWords(runId: string, paths: ReadonlySet<string>): void {
  const { byRun } = useTurnStream.getState();
  const known = byRun.get(runId);
  if (known === undefined || !paths.has(known.path)) return;
  const next = new Map(byRun);
  next.delete(runId);
  useTurnStream.setState({ byRun: next });
}

function joined(before: StreamedCall['calls'], added: TurnDelta['calls']): StreamedCall['calls'] {
  const calls = new Map(before.map((one) => [one.callId, one]));
  for (const { callId, name, delta } of added) {
    const known = calls.get(callId);
    calls.set(callId, { callId, name, arguments: (known?.arguments ?? '') + delta });
  }
  return [...calls.values()];
}
