import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCommands, type CommandWorld } from '../../../electron/runtime/engine/commands.ts';
import { systemIds } from '../../../electron/runtime/system-ports.ts';
import { openEngineDesk, type EngineDesk } from '../../helpers/engine-desk.ts';
import { startSample, stepRecord } from '../../helpers/sample-runs.ts';

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
  const { made, activations, broker } = desk;
  const { engine } = made;
  // A signal touches nothing else of the world.
  const run = createCommands({
    engine,
    stores: engine.stores,
    activations,
    broker,
    ids: systemIds,
  } as unknown as CommandWorld);
  const input = { runId, name: 'go', payload: JSON.stringify(payload) };
  await run({ method: 'signal.send', input, as: null, command: null });
  await desk.settle();
}

async function waitFor(path: string, dueInMs: number | null = null): Promise<void> {
  const record = stepRecord(path, { kind: 'signal', name: 'go', phase: 'waiting', result: null, dueInMs });
  desk.fromHost({ kind: 'record', runId, activation: 1, record });
  await desk.settle();
}

/** How each wait ended, in the order of the journal. */
function ends(): string[] {
  const { journal, runs } = desk.made.engine.stores;
  const lineage = runs.load(runId)?.lineageId ?? '';
  return journal
    .lineage(runId, lineage)
    .filter((row) => row.phase === 'done')
    .map((row) => `${row.path} ${row.result}`);
}

function kept(): number {
  return desk.made.reader.prepare('SELECT count(*) FROM signal WHERE consumed_path IS NULL').pluck().get() as number;
}

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
