import { expect, test } from 'vitest';
import type { Tool } from '../../../electron/runtime/tools/contract.ts';
import { recordUpdateFacts } from '../../../electron/runtime/tools/record-update/facts.ts';
import { createToolDesk } from '../../../electron/runtime/tools/tool-desk.ts';
import { contextWith, envelopeFor, freshPlaces, keyOf } from './envelopes.ts';

test('A19: a stop takes back an undoing that has not started, by its own key, and names those that have', async () => {
  const started: string[] = [];
  const { promise: atWork, resolve: end } = Promise.withResolvers<void>();
  const tool: Tool = {
    ...recordUpdateFacts,
    prepare: async () => ({ ok: true, preconditions: {}, diff: [] }),
    execute: async () => ({ outcome: 'done', summary: '', detail: {} }),
    async compensate(_envelope, key) {
      started.push(key);
      await atWork;
      return { outcome: 'done', summary: 'undone', detail: {} };
    },
  };
  const desk = createToolDesk([tool], freshPlaces().artifactFolder);
  const context = contextWith();
  // More of them than there are slots: two wait.
  const undoings = Array.from({ length: 10 }, (_, n) => {
    const envelope = envelopeFor(recordUpdateFacts, {
      params: { recordId: `r-${n}`, set: { n } },
      preconditions: { row_hash: null },
    });
    const keys = { key: keyOf(`done ${n}`), ownKey: keyOf(`undo ${n}`) };
    const isRepeat = n === 9;
    return desk.answer({
      seq: n,
      kind: 'compensate',
      envelope,
      ...keys,
      receipt: {},
      context: { ...context, isRepeat },
    });
  });
  await expect.poll(() => started.length).toBe(8);
  const told = await desk.answer({ seq: 20, kind: 'recall', keys: [3, 8, 9].map((n) => keyOf(`undo ${n}`)) });
  expect(told).toMatchObject({ recalled: [keyOf('undo 8'), keyOf('undo 9')], inFlight: [keyOf('undo 3')] });
  expect(await undoings[8]).toMatchObject({ outcome: { outcome: 'not-applied' } });
  // One that was sent before may have happened then.
  expect(await undoings[9]).toMatchObject({ outcome: { outcome: 'unknown' } });
  end();
  expect(await undoings[3]).toMatchObject({ outcome: { outcome: 'done' } });
  expect(started).not.toContain(keyOf('done 8'));
});
