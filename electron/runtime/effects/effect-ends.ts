import { decideEffect } from '../approvals/effect-lifecycle.ts';
import { openEnvelope } from '../approvals/envelope.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { EffectState } from '../engine/states.ts';
import { sentTooOften } from '../queues/zombie.ts';
import { isUnsaved } from '../store/full-disk.ts';
import type { ToolContext, ToolOutcome } from '../tools/contract.ts';
import { toolFactsUnder, toolRegistry } from '../tools/registry.ts';
import type { DispatcherOptions } from './dispatcher.ts';
import { createMayRepeat } from './may-repeat.ts';
import { wasBeforeRestore } from './own-effect.ts';
import type { Perform } from './perform.ts';
import { ToolThreadLost } from './tool-line.ts';

/** How soon an end that could not be saved, or found out, is tried again. */
const againMs = 2_000;
/** Tool threads that may end over one effect in doubt, before a person has to find out. */
const mostLost = 8;
const sentElsewhere =
  'It was sent by the workspace this one is a copy of; what became of it is known there. Nothing was sent from here.';

const sentBeforeRestore =
  'It was under way when the backup was made that this workspace was restored from; what became of it is not known here. It was not sent again.';

const stoppedAgain =
  'It was sent, and an emergency stop was engaged before it was sent again; nothing here can tell whether it happened.';

const interrupted: ToolOutcome = {
  outcome: 'not-applied',
  reason: 'It was interrupted before it happened; nothing was sent.',
};

export interface EffectEndsOptions extends Pick<
  DispatcherOptions,
  'engine' | 'stores' | 'tools' | 'log' | 'step' | 'heldBecause' | 'stopRun'
> {
  readonly perform: Perform;
  readonly toolContext: (effect: EffectState) => Promise<ToolContext>;
  readonly isClosed: () => boolean;
  /** An emergency stop covers it now. */
  readonly stopsNow: (effect: EffectState, envelope: Envelope) => boolean;
}

/** How an effect whose intent is written comes to its end: as its tool says, or as is found out later. */
export interface EffectEnds {
  settle(effect: EffectState, outcome: ToolOutcome): Promise<void>;
  /** An intent without a receipt is probed, repeated with its key, or becomes unknown. */
  settleInDoubt(effect: EffectState): Promise<void>;
  /** The same, tried again until it succeeds. */
  settleLeft(effect: EffectState): Promise<void>;
  /** Nothing is held as a whole any more: what was in doubt meanwhile is settled. */
  resume(): void;
}

export function createEffectEnds(options: EffectEndsOptions): EffectEnds {
  const { engine, stores, tools, log } = options;
  const mayRepeat = createMayRepeat(stores);
  /** In doubt while everything was held. */
  const putAside = new Set<string>();

  /** What is known is not forgotten because the disk is full: it is written as soon as there is room. */
  async function settle(effect: EffectState, outcome: ToolOutcome): Promise<void> {
    for (;;)
      try {
        return await record(effect, outcome);
      } catch (error) {
        if (!isUnsaved(error) || options.isClosed()) throw error;
        log.warn('the end of an effect could not be saved yet', { effectId: effect.effectId, error: String(error) });
        await new Promise<void>((resolve) => void engine.after(againMs, resolve));
      }
  }

  async function record(effect: EffectState, outcome: ToolOutcome): Promise<void> {
    await options.step(effect, {
      by: null,
      decide: (current, env) =>
        decideEffect(
          current,
          outcome.outcome === 'done'
            ? {
                kind: 'settle',
                outcome: 'done',
                receipt: { summary: outcome.summary, detail: outcome.detail, atMs: env.nowMs },
              }
            : { kind: 'settle', outcome: outcome.outcome === 'unknown' ? 'unknown' : 'failed', reason: outcome.reason },
          env,
        ),
    });
  }

  /** A tool thread that ends while it is asked leaves the effect as much in doubt as before: the next one is asked. */
  async function settleInDoubt(effect: EffectState): Promise<void> {
    for (let lost = 0; lost < mostLost; lost += 1)
      try {
        return await findOut(effect);
      } catch (error) {
        if (!(error instanceof ToolThreadLost)) throw error;
      }
    return settle(effect, {
      outcome: 'unknown',
      reason: 'It was sent, and the tool ended each time it was asked what became of it.',
    });
  }

  async function findOut(effect: EffectState): Promise<void> {
    if (options.heldBecause() !== null) return void putAside.add(effect.effectId);
    const facts = toolRegistry.get(effect.toolId);
    const opened = openEnvelope(effect.envelope, effect.envelopeHash);
    if (facts === undefined || !opened.ok)
      return settle(effect, {
        outcome: 'unknown',
        reason: 'It was sent, and the tool that could tell what became of it is not there.',
      });
    const { envelope } = opened;
    const context = await options.toolContext(effect);
    const now = toolFactsUnder(facts, context.settings, envelope.params as JsonObject);
    const isOwn = mayRepeat.isOwn(effect);
    const restoredAtMs = stores.place.restored()?.atMs ?? null;
    const elsewhere = wasBeforeRestore(effect, restoredAtMs) ? sentBeforeRestore : sentElsewhere;
    let didNotHappen = false;
    const isUndo = effect.compensates !== null;
    if (now.canProbe && !isUndo) {
      const sentAtMs = stores.effects.bundle(effect.effectId)?.effect.intentAtMs ?? context.nowMs;
      const about = { kind: 'probe', envelope, key: effect.effectKey, context: { ...context, sentAtMs } } as const;
      const { verdict } = await tools.ask('probed', about);
      if (verdict.verdict === 'applied')
        return settle(effect, { outcome: 'done', summary: verdict.summary, detail: verdict.detail });
      if (!isOwn) return settle(effect, { outcome: 'unknown', reason: elsewhere });
      didNotHappen = verdict.verdict === 'not-applied';
      if (didNotHappen && now.idempotency.kind === 'none') return settle(effect, interrupted);
      if (verdict.verdict === 'cannot-tell' && now.idempotency.kind === 'none')
        return settle(effect, { outcome: 'unknown', reason: verdict.reason });
    }
    const current = stores.effects.bundle(effect.effectId);
    const { idempotency } = now;
    const nowMs = engine.now();
    const mostAttempts = mayRepeat.mostAttempts(effect);
    const isAwaited = mayRepeat.isAwaited(effect);
    const isRepeated =
      isOwn &&
      isAwaited &&
      current !== null &&
      // A tool undoes by the key of what it did: a second time finds that it is undone.
      (isUndo || (idempotency.kind === 'keyed' && nowMs < (current.effect.intentAtMs ?? 0) + idempotency.validForMs)) &&
      nowMs < (current.grant?.expiresAtMs ?? 0) &&
      current.effect.dispatches < mostAttempts;
    const isZombie = isOwn && isAwaited && !isUndo && (current?.effect.dispatches ?? 0) >= mostAttempts;
    // The run first: a process that dies in between finds the action in doubt, and both are done again.
    if (isZombie) await options.stopRun(effect.runId, sentTooOften(effect.title, mostAttempts));
    if (!isRepeated || options.stopsNow(effect, envelope))
      return settle(
        effect,
        didNotHappen
          ? interrupted
          : {
              outcome: 'unknown',
              reason: isOwn ? 'It was sent, and nothing here can tell whether it happened.' : elsewhere,
            },
      );
    await options.step(effect, { by: null, decide: (bundle, env) => decideEffect(bundle, { kind: 'dispatch' }, env) });
    // Checked once more immediately before the tool starts (A19), as the first time.
    if (options.stopsNow(effect, envelope))
      return settle(effect, didNotHappen ? interrupted : { outcome: 'unknown', reason: stoppedAgain });
    const again = await options.perform.run(effect, envelope, { ...context, isRepeat: !didNotHappen });
    // That this dispatch came to nothing says nothing of the one before it.
    const isSettled = didNotHappen || isUndo || again.outcome !== 'not-applied';
    return settle(effect, isSettled ? again : { outcome: 'unknown', reason: `Sent again: ${again.reason}` });
  }

  /** What keeps it from being settled (a full disk, say) is no answer: it is asked again a little later. */
  async function settleLeft(effect: EffectState): Promise<void> {
    const { effectId } = effect;
    try {
      await settleInDoubt(effect);
    } catch (error) {
      log.warn('an effect in doubt could not be settled', { effectId, error: String(error) });
      engine.after(againMs, () => {
        const now = stores.effects.bundle(effectId)?.effect;
        if (!options.isClosed() && now?.status === 'dispatched') void settleLeft(now);
      });
    }
  }

  return {
    settle,
    settleInDoubt,
    settleLeft,
    resume() {
      const effectIds = [...putAside];
      putAside.clear();
      for (const effectId of effectIds) {
        const effect = stores.effects.bundle(effectId)?.effect;
        if (effect?.status === 'dispatched') void settleLeft(effect);
      }
    },
  };
}
