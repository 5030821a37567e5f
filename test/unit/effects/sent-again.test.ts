import { expect, test } from 'vitest';
import { sealEnvelope } from '../../../electron/runtime/approvals/envelope.ts';
import { createEffectEnds, type EffectEndsOptions } from '../../../electron/runtime/effects/effect-ends.ts';
import { effectKey } from '../../../electron/runtime/effects/effect-key.ts';
import { emptySettings } from '../../../electron/runtime/store/empty-settings.ts';
import type { ToolOutcome } from '../../../electron/runtime/tools/contract.ts';
import { envAt, envelopeFor, readyItem, startMs } from '../approvals/sample-item.ts';

/** What becomes of a record change that was sent, when it is asked about and then sent again. */
async function endOf(asked: 'not-applied' | 'cannot-tell', again: ToolOutcome): Promise<string> {
  const { item } = readyItem('gate');
  const sealing = sealEnvelope({ ...envelopeFor('gate'), tool: { id: 'record.update', version: '1', schemaHash: '' } });
  if (!sealing.ok) throw new Error(sealing.reason);
  const { bytes, hash } = sealing.sealed;
  const own = { ...item.effect, toolId: 'record.update', envelope: bytes, envelopeHash: hash };
  const key = effectKey('here', own);
  const effect = { ...own, effectKey: key, status: 'dispatched' as const, dispatches: 1, intentAtMs: startMs };
  const bundle = { ...item, effect };
  const run = { runId: effect.runId, lineageId: effect.lineageId, queue: '', finishedAtMs: null, status: 'running' };
  const ends: string[] = [];
  const options = {
    engine: { now: () => startMs + 1, after: () => undefined },
    stores: {
      effects: { bundle: () => bundle },
      runs: { load: () => run },
      queues: { load: () => null },
      place: { instanceId: () => 'here', restored: () => null },
    },
    tools: { ask: async () => ({ verdict: { verdict: asked, reason: 'nobody knows' } }) },
    log: { warn: () => undefined },
    heldBecause: () => null,
    stopRun: async () => undefined,
    stopsNow: () => false,
    isClosed: () => false,
    toolContext: async () => ({ settings: emptySettings, secrets: {}, nowMs: startMs }),
    perform: { run: async () => again },
    step: async (_effect: unknown, { decide }: { decide: (...given: unknown[]) => unknown }) => {
      const decided = decide(bundle, envAt(startMs + 1), {}) as { events: readonly { type: string }[] };
      ends.push(...decided.events.map(({ type }) => type));
    },
  };
  await createEffectEnds(options as unknown as EffectEndsOptions).settleInDoubt(effect);
  return ends.join(' ');
}

const recalled: ToolOutcome = {
  outcome: 'not-applied',
  reason: 'Recalled by a stop before it started. Nothing was done.',
};

test('that a second dispatch came to nothing does not say that the first one did', async () => {
  expect(await endOf('cannot-tell', recalled)).toBe('effect.dispatched effect.unknown');
});

test('where it was found out before that it had not happened, it has failed', async () => {
  expect(await endOf('not-applied', recalled)).toBe('effect.dispatched effect.failed');
});
