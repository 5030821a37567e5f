import type { EffectStatus, EffectSummary } from '../../../shared/domain/effect.ts';
import type { Session } from '../connection/session.ts';
import type { Terminal } from '../terminal.ts';

/** It moves on by itself: nobody has to do anything. */
const moving: ReadonlySet<EffectStatus> = new Set(['proposed', 'granted', 'holding', 'dispatched']);

/** Follows an effect by its events, across restarts of the runtime, until it is over or waits for a person. */
export function followEffect(session: Session, effect: EffectSummary, terminal: Terminal): Promise<EffectSummary> {
  if (!moving.has(effect.status)) return Promise.resolve(effect);
  const { runId, effectId } = effect;
  return new Promise((resolve, reject) => {
    let isOver = false;
    const stopFollowing = session.follow(['effect.changed'], runId, {
      onEvents(events) {
        for (const event of events) if (event.topic === 'effect.changed') see(event.payload);
      },
      onFresh() {
        read().then(see, (error: unknown) => end(() => reject(error)));
      },
    });

    /** Its run may have many: they are in the order they were asked for, and this is among the last. */
    async function read(): Promise<EffectSummary> {
      const before = effectId.slice(0, -1);
      const { effects } = await session.ask('run.show', { runId, effectsAfter: before });
      return effects.find((one) => one.effectId === effectId) ?? effect;
    }
    function see(now: EffectSummary): void {
      if (isOver || now.effectId !== effectId) return;
      if (moving.has(now.status)) terminal.showProgress(`It is ${now.status}.`, now.status);
      else end(() => resolve(now));
    }
    function end(then: () => void): void {
      if (isOver) return;
      isOver = true;
      stopFollowing();
      then();
    }
  });
}
