import type { Reply, ScriptedModel } from '../helpers/scripted-model/server.ts';
import type { BenchRuntime } from './bench-runtime.ts';

export type Beats = Extract<Reply, { kind: 'stream' }>['beats'];

/** What one turn was like, as a client of the runtime's socket has it. */
export interface TimedTurn {
  readonly elapsedMs: number;
  /** Without the time between a request's arrival at the model and the first byte of its answer. */
  readonly ownMs: number;
  /** From the provider's first byte to the first message that has words of it. */
  readonly firstTokenMs: number;
  /** When each message with a part of the answer came, and which events it held. */
  readonly deltas: readonly { readonly atMs: number; readonly seq: number; readonly upTo: number }[];
}

/**
 * Says something in a conversation of its own and follows it to its end. With a model, the first answer is held back
 * until the turn is followed, so that no part of it is missed; an answer after that comes at once.
 */
export async function timeTurn(
  { call, client }: BenchRuntime,
  text: string,
  model?: { readonly server: ScriptedModel; readonly answers: readonly ((released: Promise<void>) => Beats)[] },
): Promise<TimedTurn> {
  const { conversationId } = await call('conversation.begin', {});
  const released = Promise.withResolvers<void>();
  let arrivedAt = 0;
  let firstByteAt = 0;
  let asked = 0;
  const firstByte = released.promise.then(() => void (firstByteAt = performance.now()));
  model?.server.script(() => {
    if (asked === 0) arrivedAt = performance.now();
    const beats = model.answers[Math.min(asked, model.answers.length - 1)]?.(firstByte) ?? [];
    asked += 1;
    return { kind: 'stream', beats: [{ hold: firstByte }, ...beats] };
  });
  const ended = Promise.withResolvers<number>();
  const deltas: { atMs: number; seq: number; upTo: number }[] = [];
  let firstWordsAt = 0;
  const saidAt = performance.now();
  const turn = await call('turn.say', { conversationId, text, lane: 'interactive' });
  const runId = turn.runId ?? '';
  const offDeltas = client.onEphemeral('turn', (delta) => {
    if (delta.runId !== runId) return;
    const atMs = performance.now();
    deltas.push({ atMs, seq: delta.seq, upTo: delta.upTo });
    if (firstWordsAt === 0 && (delta.text !== '' || delta.calls.length > 0)) firstWordsAt = atMs;
  });
  const off = client.subscribe(['run.changed'], { key: runId }, ({ events }) => {
    for (const event of events)
      if (event.topic === 'run.changed' && event.payload.finishedAtMs !== null) ended.resolve(performance.now());
  });
  try {
    // Followed from here on: the answer to a later call comes after the one to the subscription.
    const { run } = await call('run.show', { runId });
    if (run.finishedAtMs !== null) ended.resolve(performance.now());
    if (model !== undefined) {
      await model.server.asked(1);
      released.resolve();
    }
    const endedAt = await ended.promise;
    const shown = await call('turn.show', { turnId: turn.turnId });
    if (shown.status !== 'succeeded') throw new Error(`A turn ended ${shown.status}: ${shown.error?.message ?? ''}`);
    const provider = model === undefined ? 0 : Math.max(0, firstByteAt - arrivedAt);
    return {
      elapsedMs: endedAt - saidAt,
      ownMs: endedAt - saidAt - provider,
      firstTokenMs: firstWordsAt - firstByteAt,
      deltas,
    };
  } finally {
    off();
    offDeltas();
  }
}
