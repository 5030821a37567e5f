import { expect, test } from 'vitest';
import type { EffectSummary } from '../../shared/domain/effect.ts';
import { useBridge } from '../../renderer/src/bridge.ts';
import type { Bridge } from '../../renderer/src/bridge/client.ts';
import { previewWords } from '../../renderer/src/format/preview-words.ts';
import {
  forgetLaterEffects,
  readMoreEffects,
  takeEffects,
  useRunEffects,
} from '../../renderer/src/stores/run-effects.ts';

const effect = (at: number, status = 'proposed'): EffectSummary =>
  ({ effectId: `e${String(at).padStart(4, '0')}`, status }) as EffectSummary;

/** A runtime whose run has 1,250 effects, 500 on a page. */
function longRun(): string[] {
  const asked: string[] = [];
  const call = async (_method: string, { effectsAfter }: { effectsAfter: string }): Promise<unknown> => {
    asked.push(effectsAfter);
    const from = Number(effectsAfter.slice(1)) + 1;
    const effects = Array.from({ length: Math.min(500, 1_250 - from) }, (_, at) => effect(from + at));
    return { effects, effectsNext: from + 500 < 1_250 ? effects.at(-1)?.effectId : null };
  };
  useBridge({ start: () => undefined, call } as unknown as Bridge);
  return asked;
}

test('the effects of a run are read to the last one, a page at a time, each once', async () => {
  const asked = longRun();
  forgetLaterEffects('r1');
  await Promise.all([readMoreEffects('r1', 'e0499'), readMoreEffects('r1', 'e0499')]);
  await readMoreEffects('r1', 'e0499');
  await readMoreEffects('r1', 'e0499');
  expect(asked).toEqual(['e0499', 'e0999']);
  expect(useRunEffects.getState().later.map(({ effectId }) => effectId)).toEqual(
    Array.from({ length: 750 }, (_, at) => effect(500 + at).effectId),
  );
});

test('an effect that changes further down the list is shown as it is now', async () => {
  longRun();
  forgetLaterEffects('r1');
  await readMoreEffects('r1', 'e0499');
  takeEffects([{ topic: 'effect.changed', payload: effect(700, 'done') }]);
  expect(useRunEffects.getState().later.find(({ effectId }) => effectId === 'e0700')?.status).toBe('done');
});

test('a page of a run that is left meanwhile is not shown under the next one', async () => {
  longRun();
  forgetLaterEffects('r1');
  const reading = readMoreEffects('r1', 'e0499');
  forgetLaterEffects('r2');
  await reading;
  expect(useRunEffects.getState()).toMatchObject({ runId: 'r2', later: [], isReading: false });
});

test('a journal value that is kept as a file says so in words', () => {
  expect(previewWords('{"$stored":"bec26fe83837ba8ea1d4","bytes":189186}')).toBe('kept as file bec26fe83837, 189 kB');
  expect(previewWords('{"$spilled":"0d501e1cd6b980a4"}')).toBe('kept as file 0d501e1cd6b9');
  expect(previewWords('{"rows":3}')).toBe('{"rows":3}');
});
