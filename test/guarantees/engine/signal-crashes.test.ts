import { liveHost } from '../../../electron/runtime/engine/live-runs.ts';
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemIds } from '../../../electron/runtime/system-ports.ts';
import { openEngineDesk, type EngineDesk } from '../../helpers/engine-desk.ts';
import { sampleRelease, startSample } from '../../helpers/sample-runs.ts';
import { endsOf, keptSignals, sendGo, waitForGo } from '../../helpers/signal-desk.ts';
import type { SignalDoing } from './signal-process.ts';

async function openDesk(folder?: string): Promise<EngineDesk> {
  const desk = await openEngineDesk(folder === undefined ? {} : { folder });
  onTestFinished(() => desk.made.close());
  return desk;
}

/** What the last activation of the run knows: what it was started with, and what it was told since. */
function toldTo({ toHost }: EngineDesk): string[] {
  const from = toHost.findLastIndex((message) => message.kind === 'start');
  return toHost
    .slice(from)
    .flatMap((message) => (message.kind === 'start' || message.kind === 'settled' ? message.entries : []))
    .filter((entry) => entry.phase === 'done')
    .map((entry) => `${entry.path} ${entry.result}`);
}

const points = ['commit.before', 'commit.after', 'signal.after-sent'];
const orders: readonly (readonly [SignalDoing, SignalDoing])[] = [
  ['send', 'wait'],
  ['wait', 'send'],
];
const cases = points.flatMap((point) =>
  [1, 2].flatMap((pass) => orders.map((order) => [point, pass, ...order] as const)),
);

test.each(cases)(
  'killed at %s, pass %i, while it does %s and then %s: the signal ends the wait once, and is not kept',
  async (point, pass, ...order) => {
    const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-signal-'));
    const runId = systemIds.uuid();
    const program = join(import.meta.dirname, 'signal-process.ts');
    const ran = spawnSync(process.execPath, [program, folder, runId, `${point}:${pass}`, ...order], {
      encoding: 'utf8',
    });
    expect(ran.stderr).toBe('');
    expect(ran.signal === 'SIGKILL' || ran.status === 0).toBe(true);

    const desk = await openDesk(folder);
    await desk.activations.recover();
    desk.activations.enqueue(runId);
    await desk.settle();
    // Whoever got no answer asks again: the agent is run from its top, the sender had not been told.
    const { journal, runs } = desk.made.engine.stores;
    const run = runs.load(runId);
    const hasSignal = desk.made.reader.prepare('SELECT count(*) FROM signal').pluck().get() === 1;
    if (!hasSignal) await sendGo(desk, runId, 'one');
    if (journal.last(runId, run?.lineageId ?? '', '0') === null)
      waitForGo(desk, runId, '0', { activation: run?.activation ?? 0 });
    await desk.settle();
    expect(endsOf(desk, runId)).toEqual(['0 "one"']);
    expect(keptSignals(desk)).toBe(0);
    expect(desk.made.reader.prepare('SELECT count(*) FROM signal').pluck().get()).toBe(1);
    expect(toldTo(desk)).toContain('0 "one"');
    expect(runs.load(runId)?.status).toBe('running');
    expect(desk.made.verify()).toMatchObject({ ok: true });
  },
);

test.each(Array.from({ length: 10 }, (_, turns) => turns))(
  'a host that dies %i turns after a wait and its signal: nothing is lost, nothing is used twice',
  async (turns) => {
    for (const order of orders) {
      const desk = await openDesk();
      const { runId } = await startSample(desk.made.engine);
      desk.activations.enqueue(runId);
      await desk.settle();
      const sent = order.map(async (one) =>
        one === 'send' ? sendGo(desk, runId, 'one') : waitForGo(desk, runId, '0'),
      );
      for (let turn = 0; turn < turns; turn += 1)
        await (turn % 2 === 0 ? null : new Promise((resolve) => setImmediate(resolve)));
      desk.activations.hostGone('host', { kind: 'crashed', reason: 'it was killed', at: null });
      await Promise.all(sent);
      await desk.settle();
      // The next host: the supervisor brings it when the engine asks.
      const { releaseHash } = sampleRelease;
      desk.activations.hostUp(
        liveHost({ hostId: 'host', releaseHash, mostRuns: 100, send: (message) => void desk.toHost.push(message) }),
      );
      await desk.settle();
      const { journal, runs } = desk.made.engine.stores;
      const run = runs.load(runId);
      // What died with the host before it was committed is asked for again by the code.
      if (journal.last(runId, run?.lineageId ?? '', '0') === null)
        waitForGo(desk, runId, '0', { activation: run?.activation ?? 0 });
      await desk.settle();
      expect(endsOf(desk, runId)).toEqual(['0 "one"']);
      expect(keptSignals(desk)).toBe(0);
      expect(toldTo(desk)).toContain('0 "one"');
      expect(runs.load(runId)).toMatchObject({ status: 'running', activation: 2 });
    }
  },
);

test('two waits of one name and two signals, joined from both sides at once: each signal ends one wait', async () => {
  const desk = await openDesk();
  const { runId } = await startSample(desk.made.engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  waitForGo(desk, runId, '0/all:a/0');
  const first = sendGo(desk, runId, 'one');
  waitForGo(desk, runId, '0/all:b/0');
  await Promise.all([first, sendGo(desk, runId, 'two')]);
  await desk.settle();
  expect(new Set(endsOf(desk, runId).map((end) => end.split(' ')[1]))).toEqual(new Set(['"one"', '"two"']));
  expect(new Set(endsOf(desk, runId).map((end) => end.split(' ')[0])).size).toBe(2);
  expect(keptSignals(desk)).toBe(0);
});
