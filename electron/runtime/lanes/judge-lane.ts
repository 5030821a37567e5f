import type { LaneChoice } from '../../../shared/domain/conversation.ts';
import type { LaneVerdict } from '../../../shared/domain/routing.ts';
import type { AtMs, Ms } from '../../../shared/ids.ts';

/** A turn that has begun, as far as its lane goes. */
export interface JudgedTurn {
  readonly lanes: readonly LaneChoice[];
  readonly budgetMs: Ms;
  /** Null: it is still at work. */
  readonly tookMs: Ms | null;
  readonly askedAtMs: AtMs;
  /** When its result was first looked at; null: not yet. */
  readonly seenAtMs: AtMs | null;
  readonly sittingMs: Ms;
}

/**
 * Whether the lane a turn began in was the right one: a live turn that ended within its budget, and a background one that
 * would have exceeded it or was looked at after its sitting.
 */
export function judgeLane(turn: JudgedTurn): LaneVerdict {
  const { lanes, budgetMs, tookMs, askedAtMs, seenAtMs, sittingMs } = turn;
  const [first, ...later] = lanes;
  if (first === undefined) return { right: 'not-known', because: 'It has not begun.' };
  const promoted = later.find(({ lane }) => lane === 'background');
  if (first.lane === 'interactive') {
    if (promoted?.by === 'budget') return { right: 'wrong', because: 'It outgrew its latency budget and was moved.' };
    if (promoted !== undefined) return { right: 'wrong', because: 'A person moved it to the background.' };
    if (tookMs === null) return { right: 'not-known', because: 'It is still at work.' };
    return tookMs <= budgetMs
      ? { right: 'right', because: 'It ended within its latency budget.' }
      : { right: 'wrong', because: 'It kept a person waiting for longer than its latency budget.' };
  }
  if (tookMs === null) return { right: 'not-known', because: 'It is still at work.' };
  if (tookMs > budgetMs) return { right: 'right', because: 'It took longer than a live turn may.' };
  if (seenAtMs === null) return { right: 'not-known', because: 'Nobody has looked at its result yet.' };
  return seenAtMs - askedAtMs > sittingMs
    ? { right: 'right', because: 'Its result was looked at after its sitting.' }
    : { right: 'wrong', because: 'It was as fast as a live turn, and somebody waited for it.' };
}
