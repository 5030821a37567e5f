import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEngineDesk, type EngineDesk } from '../../helpers/engine-desk.ts';
import { startSample } from '../../helpers/sample-runs.ts';
import { endsOf, keptSignals, sendGo, waitForGo } from '../../helpers/signal-desk.ts';

let desk: EngineDesk;
let runId: string;
beforeEach(async () => {
  desk = await openEngineDesk();
  ({ runId } = await startSample(desk.made.engine));
  desk.activations.enqueue(runId);
  await desk.settle();
});
afterEach(() => desk.made.close());

async function send(payload: string): Promise<void> {
  await sendGo(desk, runId, payload);
  await desk.settle();
}

async function waitFor(path: string, dueInMs?: number): Promise<void> {
  waitForGo(desk, runId, path, dueInMs === undefined ? {} : { dueInMs });
  await desk.settle();
}

const ends = (): string[] => endsOf(desk, runId);
const kept = (): number => keptSignals(desk);

test('a signal ends the wait that is there for it', async () => {
  await waitFor('0');
  await send('one');
  expect(ends()).toEqual(['0 "one"']);
  expect(kept()).toBe(0);
});

test('a signal that comes before its wait is kept, and ends it', async () => {
  await send('early');
  expect(kept()).toBe(1);
  await waitFor('0');
  expect(ends()).toEqual(['0 "early"']);
  expect(kept()).toBe(0);
});

test('two signals for one wait: the first ends it, the second is kept for the next', async () => {
  await waitFor('0');
  await Promise.all([send('one'), send('two')]);
  expect(ends()).toEqual(['0 "one"']);
  expect(kept()).toBe(1);
  await waitFor('1');
  expect(ends()).toEqual(['0 "one"', '1 "two"']);
});

test('a signal and the timeout of its wait at once: the wait ends once', async () => {
  await waitFor('0', 100);
  const sent = send('just in time');
  await desk.pass(100);
  await sent;
  expect(ends()).toHaveLength(1);
  expect(ends().length + kept()).toBe(ends()[0]?.endsWith('null') === true ? 2 : 1);
});
