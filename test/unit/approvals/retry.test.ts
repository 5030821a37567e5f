import { expect, test } from 'vitest';
import { decideEffect } from '../../../electron/runtime/approvals/effect-lifecycle.ts';
import { evolveAll } from '../../../electron/runtime/approvals/evolve.ts';
import { retryUntil, whyNoRetry, type RetryWorld } from '../../../electron/runtime/approvals/retry.ts';
import type { EffectBundle } from '../../../electron/runtime/engine/states.ts';
import type { ToolFacts } from '../../../electron/runtime/tools/contract.ts';
import { toolSchemaHash } from '../../../electron/runtime/tools/schema-hash.ts';
import { sealEnvelope } from '../../../electron/runtime/approvals/envelope.ts';
import { httpSendFacts } from '../../../electron/runtime/tools/http-send/facts.ts';
import { ana, envAt, envelopeFor, readyItem, startMs } from './sample-item.ts';

const tool: ToolFacts = { ...httpSendFacts, idempotency: { kind: 'keyed', validForMs: 60_000 } };

/** Sent a second after the start, and nobody knows what became of it. */
function unknownItem(): EffectBundle {
  const { item } = readyItem('gate');
  const envelope = {
    ...envelopeFor('gate'),
    tool: { id: tool.id, version: tool.version, schemaHash: toolSchemaHash(tool.schema) },
  };
  const sealing = sealEnvelope(envelope);
  if (!sealing.ok || item.grant === null || item.approval === null) throw new Error('the sample is incomplete');
  const { bytes, hash } = sealing.sealed;
  return {
    ...item,
    effect: {
      ...item.effect,
      toolId: tool.id,
      envelope: bytes,
      envelopeHash: hash,
      status: 'unknown',
      dispatches: 1,
      intentAtMs: startMs + 1_000,
    },
    approval: { ...item.approval, status: 'unknown' },
    grant: { ...item.grant, envelopeHash: hash, status: 'consumed', expiresAtMs: startMs + 600_000 },
  };
}

const world: RetryWorld = {
  nowMs: startMs + 30_000,
  tool,
  isAwaited: true,
  isOwn: true,
  mostAttempts: 5,
  stops: [],
  heldBecause: null,
};

test('an unknown action is sent again under its key as long as the key is recognised and its approval lives', () => {
  const item = unknownItem();
  expect(whyNoRetry(item, world)).toBeNull();
  expect(retryUntil(item, tool)).toBe(startMs + 61_000);
  const long: ToolFacts = { ...tool, idempotency: { kind: 'keyed', validForMs: 86_400_000 } };
  expect(retryUntil(item, long)).toBe(startMs + 600_000);
  const decided = decideEffect(
    item,
    { kind: 'retry', by: ana, reason: 'the server was down', obstacle: null },
    envAt(world.nowMs),
  );
  if (!decided.ok) throw new Error(decided.message);
  const after = evolveAll(item, decided.events, world.nowMs);
  expect([after.effect.status, after.approval?.status, after.effect.dispatches]).toEqual([
    'dispatched',
    'dispatched',
    1,
  ]);
  // No grant is made or used for it.
  expect(after.grant).toEqual(item.grant);
});

const obstacles: Readonly<Record<string, readonly [change: Partial<RetryWorld>, why: RegExp]>> = {
  'its tool recognises no key': [{ tool: { ...tool, idempotency: { kind: 'none' } } }, /recognises no key/],
  'the key is recognised no longer': [{ nowMs: startMs + 61_000 }, /was recognised until/],
  'the approval has ended': [
    { nowMs: startMs + 600_000, tool: { ...tool, idempotency: { kind: 'keyed', validForMs: 86_400_000 } } },
    /approval it was sent under ended.*begun again, its run asks/,
  ],
  'nobody waits for it': [{ isAwaited: false }, /nobody waits/],
  'it was sent elsewhere': [{ isOwn: false }, /does not have/],
  'it was sent as often as its queue allows': [{ mostAttempts: 1 }, /sent 1 times, the most/],
  'the tool is gone': [{ tool: null }, /not there any more/],
  'the tool is another version': [{ tool: { ...tool, version: '2' } }, /another one than was approved/],
  'its tool is stopped': [
    { stops: [{ scope: { kind: 'tool', id: tool.id }, by: 'ben', reason: '', atMs: startMs }] },
    /ben stopped/,
  ],
  'all effects are held': [{ heldBecause: 'The clock jumped.' }, /The clock jumped/],
};

test.each(Object.entries(obstacles))('it is not sent again where %s, and that is said', (_name, [change, why]) => {
  const item = unknownItem();
  const obstacle = whyNoRetry(item, { ...world, ...change });
  expect(obstacle).toMatch(why);
  const decided = decideEffect(item, { kind: 'retry', by: ana, reason: 'again', obstacle }, envAt(world.nowMs));
  expect(decided).toMatchObject({ ok: false, code: 'refused', message: expect.stringMatching(why) });
});

test('only who may decide settles an unknown action, and only an unknown one is settled', () => {
  const item = unknownItem();
  for (const role of ['auditor', 'admin'] as const) {
    const by = { ...ana, role };
    for (const command of [
      { kind: 'retry', by, reason: 'again', obstacle: null },
      { kind: 'reconcile', by, reason: 'I asked', verdict: 'happened' },
    ] as const)
      expect(decideEffect(item, command, envAt(world.nowMs))).toMatchObject({ ok: false, code: 'not-allowed' });
  }
  const done: EffectBundle = { ...item, effect: { ...item.effect, status: 'done' } };
  const again = { kind: 'retry', by: ana, reason: 'again', obstacle: null } as const;
  expect(decideEffect(done, again, envAt(world.nowMs))).toMatchObject({ ok: false, code: 'wrong-state' });
  expect(whyNoRetry(done, world)).toMatch(/this one is done/);
});
