import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { HostEnd } from '../../../electron/runtime/hosts/protocol.ts';
import { quarantineRelease } from '../../../electron/runtime/releases/quarantine.ts';
import { openEngineDesk, type EngineDesk } from '../../helpers/engine-desk.ts';
import { sampleRelease, startSample } from '../../helpers/sample-runs.ts';

const { releaseHash } = sampleRelease;
const crash: HostEnd = { kind: 'crashed', reason: 'out of order', at: null };
let desk: EngineDesk;

beforeEach(async () => {
  desk = await openEngineDesk();
  onTestFinished(() => desk.made.close());
});

async function begin(): Promise<string> {
  const { runId } = await startSample(desk.made.engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  return runId;
}

async function crashHost(times = 1): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    desk.activations.hostGone('host', crash);
    await desk.settle();
  }
}

function started(): number {
  return desk.toHost.filter(({ kind }) => kind === 'start').length;
}

const breaker = () => desk.made.engine.stores.releaseHolds.breaker(releaseHash);
const statusOf = (runId: string) => desk.made.engine.stores.runs.load(runId)?.status;

test('five crashes within a minute keep a release from starting hosts; its runs wait', async () => {
  const runId = await begin();
  await crashHost(4);
  expect(breaker()).toBeNull();
  expect(started()).toBe(5);
  await crashHost();
  expect(breaker()).toMatchObject({ state: 'open', openings: 1, reason: 'out of order' });
  expect(started()).toBe(5);
  expect(statusOf(runId)).toBe('queued');
  await begin();
  expect(started()).toBe(5);
});

test('crashes that lie further apart, and hosts that were told to end, open nothing', async () => {
  await begin();
  for (let time = 0; time < 8; time += 1) {
    await crashHost();
    await desk.pass(20_000);
  }
  for (let time = 0; time < 8; time += 1) {
    desk.activations.hostGone('host', { kind: 'told', reason: 'its run was cancelled' });
    await desk.settle();
  }
  expect(breaker()).toBeNull();
});

test('after a while one host is tried, with one run; when it holds, the others follow', async () => {
  const first = await begin();
  await crashHost(5);
  const second = await begin();
  desk.toHost.length = 0;
  await desk.pass(31_000);
  expect(breaker()?.state).toBe('trial');
  expect(started()).toBe(1);
  const [tried] = desk.toHost.flatMap((message) => (message.kind === 'start' ? [message] : []));
  expect([first, second]).toContain(tried?.runId);
  desk.fromHost({ kind: 'finished', runId: tried?.runId ?? '', activation: tried?.activation ?? 0, output: 'null' });
  await desk.settle();
  expect(breaker()).toBeNull();
  expect(started()).toBe(2);
  expect(new Set([statusOf(first), statusOf(second)])).toEqual(new Set(['running', 'succeeded']));
});

test('a trial that crashes makes the pause longer, and the fourth opening quarantines the release', async () => {
  const runId = await begin();
  await crashHost(5);
  await desk.pass(31_000);
  await crashHost();
  expect(breaker()).toMatchObject({ state: 'open', openings: 2 });
  await desk.pass(31_000);
  expect(breaker()?.state).toBe('open');
  await desk.pass(30_000);
  await crashHost();
  await desk.pass(121_000);
  await crashHost();
  expect(desk.made.engine.stores.releaseHolds.quarantine(releaseHash)).toMatchObject({ by: 'Lanekeeper' });
  desk.toHost.length = 0;
  await desk.pass(3_600_000);
  expect(started()).toBe(0);
  expect(statusOf(runId)).toBe('queued');
  const asked = desk.made.verify();
  expect(asked).toMatchObject({ ok: true });
});

test('hosts that end while they start count as those that crash later; what the code refuses does not', async () => {
  const fails = async (code: string): Promise<void> => {
    desk.activations.hostFailed(releaseHash, { code, message: 'It ended while it started.' });
    await desk.settle();
  };
  for (let time = 0; time < 8; time += 1) await fails('agent-invalid');
  expect(breaker()).toBeNull();
  for (let time = 0; time < 4; time += 1) await fails('host-failed');
  expect(breaker()).toBeNull();
  await fails('host-late');
  expect(breaker()).toMatchObject({ state: 'open', openings: 1, reason: 'It ended while it started.' });
  const runId = await begin();
  expect([started(), statusOf(runId)]).toEqual([0, 'queued']);
});

test('a quarantined release gets no host at all, also when a start finds its runs in the queue', async () => {
  const { engine } = desk.made;
  const { runId } = await startSample(engine);
  await engine.transact({ release: releaseHash }, quarantineRelease(null, 'for the test', engine.stores.releaseHolds));
  await desk.activations.recover();
  await desk.settle();
  expect(desk.hostsAsked()).toBe(0);
  expect(statusOf(runId)).toBe('queued');
  engine.stores.releaseHolds.endQuarantine(releaseHash);
  desk.activations.breakersChanged();
  await desk.settle();
  expect(desk.hostsAsked()).toBe(1);
  expect(statusOf(runId)).toBe('running');
});

test('a breaker is open after a restart as before, and is tried when its time has come', async () => {
  await begin();
  await crashHost(5);
  const { folder } = desk.made;
  desk.made.close();
  desk = await openEngineDesk({ folder });
  onTestFinished(() => desk.made.close());
  await desk.activations.recover();
  await desk.settle();
  expect(started()).toBe(0);
  await desk.pass(31_000);
  expect(started()).toBe(1);
});
