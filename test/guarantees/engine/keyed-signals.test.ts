import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEngineDesk, type EngineDesk } from '../../helpers/engine-desk.ts';
import { startSample, stepRecord } from '../../helpers/sample-runs.ts';
import { endsOf, keptSignals, sendSignal, waitForGo, type Sending } from '../../helpers/signal-desk.ts';

let desk: EngineDesk;
let runId: string;
beforeEach(async () => {
  desk = await openEngineDesk();
  runId = await begun();
});
afterEach(() => desk.made.close());

async function begun(): Promise<string> {
  const run = await startSample(desk.made.engine);
  desk.activations.enqueue(run.runId);
  await desk.settle();
  return run.runId;
}

async function send(payload: string, given: Omit<Sending, 'payload'> = {}): Promise<{ taken: boolean }> {
  const sent = await sendSignal(desk, runId, { payload, ...given });
  await desk.settle();
  return sent;
}

async function waitFor(path: string, key?: string): Promise<void> {
  waitForGo(desk, runId, path, key === undefined ? {} : { key });
  await desk.settle();
}

test('a signal goes to the wait with its key, whichever wait is older', async () => {
  await waitFor('0/all:a/0', 'a');
  await waitFor('0/all:b/0', 'b');
  await waitFor('0/all:c/0');
  expect(await send('for b', { key: 'b' })).toEqual({ taken: true });
  expect(await send('for none')).toEqual({ taken: true });
  expect(await send('for d', { key: 'd' })).toEqual({ taken: false });
  expect(endsOf(desk, runId)).toEqual(['0/all:b/0 "for b"', '0/all:c/0 "for none"']);
  expect(desk.made.engine.stores.signals.waitsOf(runId)).toMatchObject([{ path: '0/all:a/0', key: 'a' }]);
});

test('a signal that came early ends its wait in the one record that begins it', async () => {
  await send('early', { key: 'a' });
  await waitFor('0', 'b');
  await waitFor('1', 'a');
  expect(endsOf(desk, runId)).toEqual(['1 "early"']);
  expect(keptSignals(desk)).toBe(0);
  const { journal, runs } = desk.made.engine.stores;
  const rows = journal.lineage(runId, runs.load(runId)?.lineageId ?? '');
  expect(rows.map(({ path, phase }) => `${path} ${phase}`)).toEqual(['0 waiting', '1 done']);
});

test('a repeated command sends nothing more, and gets its first answer whatever became of the run', async () => {
  await waitFor('0');
  const commandId = '01900000-0000-7000-8000-000000000001';
  expect(await send('one', { commandId })).toEqual({ taken: true });
  desk.fromHost({ kind: 'finished', runId, activation: 1, output: 'null' });
  await desk.settle();
  expect(await send('one', { commandId })).toEqual({ taken: true });
  expect(keptSignals(desk)).toBe(0);
  await expect(send('another')).rejects.toMatchObject({
    code: 'wrong-state',
    message: expect.stringContaining('is succeeded; it takes no signals. Nothing was sent.'),
  });
});

test('what the agent does not declare is refused, and says what it takes', async () => {
  await expect(send('x', { name: 'unheard-of' })).rejects.toMatchObject({
    code: 'refused',
    message: 'Sample takes no signal "unheard-of". Nothing was sent.',
    hint: 'It takes: go, other.',
  });
  await expect(send('x', { name: 'constructor' })).rejects.toMatchObject({ code: 'refused' });
});

/** Ends a race at `path` whose branch `loser` is left behind; `seen` are the waits its code was given. */
async function endRace(path: string, loser: string, seen: readonly string[]): Promise<void> {
  const record = stepRecord(path, { kind: 'race', name: 'first', result: '{"winner":"other"}' });
  const abandons = [`${path}/race:${loser}`];
  desk.fromHost({ kind: 'record', runId, activation: 1, record: { ...record, abandons, seen } });
  await desk.settle();
}

test('a branch that lost its race takes no signal any more', async () => {
  await waitFor('0/race:a/0', 'k');
  await endRace('0', 'a', []);
  expect(await send('for the next', { key: 'k' })).toEqual({ taken: false });
  await waitFor('1', 'k');
  expect(endsOf(desk, runId)).toContain('1 "for the next"');
});

test('what a losing branch took and its code never saw is kept for the next wait; what it saw is not', async () => {
  await waitFor('0/race:a/0', 'k');
  await send('unseen', { key: 'k' });
  await endRace('0', 'a', []);
  await waitFor('1', 'k');
  expect(endsOf(desk, runId)).toContain('1 "unseen"');

  await waitFor('2/race:a/0', 'k');
  await send('seen', { key: 'k' });
  await endRace('2', 'a', ['2/race:a/0']);
  await waitFor('3', 'k');
  expect(endsOf(desk, runId).some((end) => end.startsWith('3 '))).toBe(false);
});

test('a signal given back goes at once to a wait of another branch that is there for it', async () => {
  await waitFor('0/all:x/0/race:a/0', 'k');
  await send('moves on', { key: 'k' });
  await waitFor('0/all:y/0', 'k');
  await endRace('0/all:x/0', 'a', []);
  expect(endsOf(desk, runId)).toContain('0/all:y/0 "moves on"');
});

type Doing = { readonly do: 'send' | 'wait'; readonly name: 'go' | 'other'; readonly key: string };

test('1,000 orders of sends and waits: each signal ends the oldest wait of its name and key, once, and none is lost', async () => {
  const doing: fc.Arbitrary<Doing> = fc.record({
    do: fc.constantFrom('send' as const, 'wait' as const),
    name: fc.constantFrom('go' as const, 'go' as const, 'other' as const),
    key: fc.constantFrom('', 'a', 'b'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(doing, { minLength: 2, maxLength: 9 }), fc.nat(3), async (sequence, together) => {
      runId = await begun();
      const kept = new Map<string, string[]>();
      const waits = new Map<string, string[]>();
      const ends: string[] = [];
      const under: Promise<unknown>[] = [];
      for (const [n, { do: what, name, key }] of sequence.entries()) {
        const place = `${name} ${key}`;
        const mine = what === 'send' ? `"${n}"` : `${n}`;
        const other = (what === 'send' ? waits : kept).get(place)?.shift();
        if (other === undefined) {
          const lists = what === 'send' ? kept : waits;
          lists.set(place, [...(lists.get(place) ?? []), mine]);
        } else ends.push(what === 'send' ? `${other} ${mine}` : `${mine} ${other}`);
        if (what === 'send') under.push(sendSignal(desk, runId, { name, key, payload: `${n}` }));
        else {
          const asked = { kind: 'signal', name, phase: 'waiting', result: null } as const;
          const record = stepRecord(`${n}`, { ...asked, ...(key === '' ? {} : { key }) });
          desk.fromHost({ kind: 'record', runId, activation: 1, record });
        }
        // Some are under way together: they are written in the order in which they were asked for.
        if (n % (together + 1) === together) await Promise.all(under.splice(0));
        else await Promise.resolve();
        if (what === 'send' && under.length > 0) await Promise.all(under.splice(0));
      }
      await Promise.all(under);
      await desk.settle();
      expect(endsOf(desk, runId).toSorted()).toEqual(ends.toSorted());
      const { signals } = desk.made.engine.stores;
      const left = [...kept].map(([, list]) => list.length).reduce((sum, n) => sum + n, 0);
      expect(signals.keptCount(runId)).toBe(left);
      expect(signals.matches(null)).toEqual([]);
      desk.fromHost({ kind: 'finished', runId, activation: 1, output: 'null' });
      await desk.settle();
      expect(signals.waitsOf(runId)).toEqual([]);
    }),
    { numRuns: 1_000, seed: 20_261_121 },
  );
}, 180_000);
