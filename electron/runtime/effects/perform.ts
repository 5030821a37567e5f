import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { openEnvelope } from '../approvals/envelope.ts';
import type { EffectState } from '../engine/states.ts';
import type { Stores } from '../store/stores.ts';
import type { ToolContext, ToolOutcome } from '../tools/contract.ts';
import type { ToolLine } from './tool-line.ts';

/** What a tool is asked to do for an effect: to carry it out, or, for a compensation, to undo the one it names. */
export interface Perform {
  run(effect: EffectState, envelope: Envelope, context: ToolContext): Promise<ToolOutcome>;
}

export function createPerform(stores: Stores, tools: ToolLine): Perform {
  async function undo(
    { effectKey: ownKey }: EffectState,
    done: EffectState,
    context: ToolContext,
  ): Promise<ToolOutcome> {
    const opened = openEnvelope(done.envelope, done.envelopeHash);
    if (!opened.ok) return { outcome: 'not-applied', reason: opened.reason };
    const { envelope } = opened;
    const receipt = (done.receipt?.detail ?? {}) as JsonObject;
    const keys = { key: done.effectKey, ownKey };
    const reply = await tools.ask('outcome', { kind: 'compensate', envelope, ...keys, receipt, context });
    return reply.outcome;
  }

  return {
    async run(effect, envelope, context) {
      if (effect.compensates === null)
        return (await tools.ask('outcome', { kind: 'execute', envelope, key: effect.effectKey, context })).outcome;
      const done = stores.effects.bundle(effect.compensates)?.effect;
      if (done?.status === 'done') return undo(effect, done, context);
      return { outcome: 'not-applied', reason: `What it undoes is ${done?.status ?? 'not there'}; nothing was done.` };
    },
  };
}
