import { LanekeeperError } from '../../../shared/errors.ts';
import { decideEffect } from '../approvals/effect-lifecycle.ts';
import { whyNoRetry } from '../approvals/retry.ts';
import { effectSummary } from '../engine/summaries.ts';
import { toolFactsUnder, toolRegistry } from '../tools/registry.ts';
import type { Advance } from './advance.ts';
import type { Broker, BrokerOptions } from './broker-port.ts';
import type { StepEffect } from './decisions.ts';
import type { Dispatcher } from './dispatcher.ts';
import { createMayRepeat } from './may-repeat.ts';
import { paramsOf } from './params-of.ts';

export interface ReconcileOptions extends Pick<BrokerOptions, 'stores' | 'heldBecause' | 'fileStop'> {
  readonly step: StepEffect;
  readonly dispatcher: Pick<Dispatcher, 'settleLeft'>;
}

/** What a person makes of an action of unknown outcome: it happened, it did not, or it is sent again under its key. */
export function createReconcile(options: ReconcileOptions): Broker['reconcile'] {
  const { stores, step, dispatcher } = options;
  const mayRepeat = createMayRepeat(stores);

  return async (effectId, { verdict, reason }, { person, repeatable }) => {
    const found = stores.effects.bundle(effectId);
    if (found === null) throw new LanekeeperError('not-found', `There is no effect ${effectId}.`);
    let isSentAgain = false;
    const decided: Omit<Advance, 'isInHost'> = {
      by: person,
      decide(bundle, env, loaded) {
        if (verdict !== 'retry') return decideEffect(bundle, { kind: 'reconcile', by: person, verdict, reason }, env);
        const { effect } = bundle;
        const facts = toolRegistry.get(effect.toolId);
        const fileStop = options.fileStop();
        const obstacle = whyNoRetry(bundle, {
          nowMs: env.nowMs,
          tool: facts === undefined ? null : toolFactsUnder(facts, loaded.settings, paramsOf(effect)),
          isAwaited: mayRepeat.isAwaited(effect),
          isOwn: mayRepeat.isOwn(effect),
          mostAttempts: mayRepeat.mostAttempts(effect),
          stops: fileStop === null ? loaded.stops : [...loaded.stops, fileStop],
          heldBecause: options.heldBecause(),
        });
        const outcome = decideEffect(bundle, { kind: 'retry', by: person, reason, obstacle }, env);
        isSentAgain = outcome.ok;
        return outcome;
      },
    };
    const summary = await step(found.effect, decided, ({ effect }) => effectSummary(effect), {
      front: true,
      ...(repeatable === undefined ? {} : { command: repeatable }),
    });
    // From here it is in doubt as after a crash: probed, sent again if need be, and taken up by a start that finds it so.
    const now = stores.effects.bundle(effectId)?.effect;
    if (isSentAgain && now?.status === 'dispatched') void dispatcher.settleLeft(now);
    return summary;
  };
}
