import { create } from 'zustand';
import type { EffectSummary } from '../../../shared/domain/effect.ts';
import { call } from '../bridge.ts';
import type { LiveEvent } from '../bridge/subscription.ts';
import { reportFailure } from './notices.ts';

interface RunEffectsState {
  readonly runId: string | null;
  /** Effects after the first page, which comes with the run itself. */
  readonly later: readonly EffectSummary[];
  /** Where the next page begins; undefined: after the first page, null: there is none. */
  readonly next: string | null | undefined;
  readonly isReading: boolean;
}

const nothing = { later: [], next: undefined, isReading: false };

export const useRunEffects = create<RunEffectsState>()(() => ({ runId: null, ...nothing }));

/** Counts how often everything was forgotten: a page asked for before is not wanted after. */
let generation = 0;

/** Forgets what was read of a run: it is opened, or something of it was missed. */
export function forgetLaterEffects(runId: string): void {
  generation += 1;
  useRunEffects.setState({ runId, ...nothing });
}

/** Reads the next page of a run's effects, unless one is being read or none is left. */
export async function readMoreEffects(runId: string, afterFirst: string | null): Promise<void> {
  const before = useRunEffects.getState();
  const effectsAfter = before.next === undefined ? afterFirst : before.next;
  if (before.runId !== runId || before.isReading || effectsAfter === null) return;
  useRunEffects.setState({ isReading: true });
  const mine = generation;
  try {
    const { effects, effectsNext } = await call('run.show', { runId, effectsAfter });
    if (mine === generation)
      useRunEffects.setState(({ later }) => ({ later: [...later, ...effects], next: effectsNext ?? null }));
  } catch (error) {
    reportFailure(error);
  } finally {
    if (mine === generation) useRunEffects.setState({ isReading: false });
  }
}

/** Takes new states of effects that are shown already. */
export function takeEffects(events: readonly LiveEvent[]): void {
  const changed = new Map(
    events.flatMap((event) =>
      event.topic === 'effect.changed' ? [[event.payload.effectId, event.payload] as const] : [],
    ),
  );
  const { later } = useRunEffects.getState();
  if (later.some((effect) => changed.has(effect.effectId)))
    useRunEffects.setState({ later: later.map((effect) => changed.get(effect.effectId) ?? effect) });
}
