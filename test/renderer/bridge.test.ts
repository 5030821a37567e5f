import { afterEach, expect, test } from 'vitest';
import { LanekeeperError } from '../../shared/errors.ts';
import { createBridge } from '../../renderer/src/bridge/client.ts';
import type { Bridge, Connection } from '../../renderer/src/bridge/client.ts';
import { tokenOf } from '../../renderer/src/bridge/session.ts';
import { socketWire } from '../../renderer/src/bridge/socket-wire.ts';
import type { LiveEvent } from '../../renderer/src/bridge/subscription.ts';
import type { OpenWire } from '../../renderer/src/bridge/wire.ts';
import { newCommandId } from '../../renderer/src/ids.ts';
import { busyState } from './fake-runtime/content.ts';
import { createFakeRuntime } from './fake-runtime/runtime.ts';
import type { FakeRuntime } from './fake-runtime/runtime.ts';
import { startFakeServer } from './fake-runtime/server.ts';
import type { FakeServer } from './fake-runtime/server.ts';

const open: { close(): unknown }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

interface Line {
  readonly bridge: Bridge;
  readonly runtime: FakeRuntime;
  readonly server: FakeServer;
  readonly seen: Connection[];
  reached(state: Connection['state']): Promise<void>;
}

async function connect(options: { secret?: string; wrap?: (wire: OpenWire) => OpenWire } = {}): Promise<Line> {
  const runtime = createFakeRuntime(busyState(Date.now(), 6));
  const server = await startFakeServer(runtime);
  const seen: Connection[] = [];
  const waiting: { state: string; resolve: () => void }[] = [];
  const wire = socketWire(`ws://127.0.0.1:${server.port}/ws`, async () => options.secret ?? server.secret);
  const bridge = createBridge({
    openWire: options.wrap?.(wire) ?? wire,
    actingAs: () => 'mara.lindqvist',
    onConnection: (connection) => {
      seen.push(connection);
      for (const one of waiting.splice(0))
        if (one.state === connection.state) one.resolve();
        else waiting.push(one);
    },
    schedule: (flush) => queueMicrotask(flush),
  });
  open.push(server, { close: () => bridge.stop() });
  bridge.start();
  const reached = (state: Connection['state']): Promise<void> =>
    seen.at(-1)?.state === state ? Promise.resolve() : new Promise((resolve) => waiting.push({ state, resolve }));
  return { bridge, runtime, server, seen, reached };
}

function firstPending(runtime: FakeRuntime): { approvalId: string; envelopeHash: string; version: number } {
  const item = [...runtime.state.approvals.values()].find((one) => one.status === 'pending' && one.tier === 'gate');
  if (item === undefined) throw new Error('the fixture has a pending item');
  return { approvalId: item.approvalId, envelopeHash: item.envelopeHash, version: item.version };
}

test('a call made before the line is up is answered when it is', async () => {
  const { bridge } = await connect();
  const status = await bridge.call('workspace.status', {});
  expect(status.people.map((person) => person.personId)).toContain('mara.lindqvist');
});

test('a refusal arrives as its code, message and hint', async () => {
  const { bridge } = await connect();
  const refusal = bridge.call('agent.add', { folder: 'not-a-folder' });
  await expect(refusal).rejects.toMatchObject({
    code: 'invalid-input',
    hint: 'Name the folder that holds manifest.json.',
  });
  await expect(refusal).rejects.toBeInstanceOf(LanekeeperError);
});

test('a session the host does not know asks for a fresh link and is not tried again', async () => {
  const { reached, seen, bridge } = await connect({ secret: 'wrong' });
  const call = bridge.call('workspace.status', {});
  await reached('needs-link');
  await expect(call).rejects.toMatchObject({ code: 'unreachable' });
  expect(seen.map((connection) => connection.state)).toEqual(['connecting', 'needs-link']);
});

test('a lost line is opened again, and its subscriptions say that something may have been missed', async () => {
  const { bridge, server, reached, runtime } = await connect();
  await reached('online');
  const gap = Promise.withResolvers<void>();
  const event = Promise.withResolvers<readonly LiveEvent[]>();
  bridge.subscribe({ topics: ['run.changed'], onEvents: event.resolve, onGap: gap.resolve });
  await bridge.call('workspace.status', {});
  server.cut();
  await reached('reconnecting');
  await reached('online');
  await gap.promise;
  await bridge.call('workspace.status', {});
  const run = [...runtime.state.runs.values()][0];
  if (run === undefined) throw new Error('the fixture has runs');
  runtime.publish('run.changed', run);
  expect((await event.promise)[0]).toMatchObject({ topic: 'run.changed', payload: { runId: run.runId } });
});

test('a decision whose answer was cut off is repeated with the same command id, and taken once', async () => {
  let isCutting = true;
  const { bridge, runtime, reached } = await connect({
    wrap: (wire) => (events) =>
      wire({
        ...events,
        onFrame: (frame) => {
          const isAnswer = JSON.stringify(frame).includes('"results"');
          if (isCutting && isAnswer) {
            isCutting = false;
            cut();
            return;
          }
          events.onFrame(frame);
        },
      }),
  });
  const cut = (): void => open.forEach((one) => 'cut' in one && (one as FakeServer).cut());
  await reached('online');
  const { results } = await bridge.call('approval.approve', { items: [firstPending(runtime)] });
  expect(results[0]).toMatchObject({ outcome: 'decided', status: 'holding' });
  expect([...runtime.commands.values()]).toEqual([2]);
  const decided = [...runtime.state.approvals.values()].filter((item) => item.status === 'holding');
  expect(decided[0]?.decisions).toHaveLength(1);
});

test('a jump in the numbers of events asks for a fresh snapshot', async () => {
  const { bridge, runtime, server, reached } = await connect();
  await reached('online');
  const gap = Promise.withResolvers<void>();
  const batches: (readonly LiveEvent[])[] = [];
  const arrivals: (() => void)[] = [];
  bridge.subscribe({
    topics: ['run.changed'],
    onEvents: (events) => {
      batches.push(events);
      arrivals.shift()?.();
    },
    onGap: gap.resolve,
  });
  await bridge.call('workspace.status', {});
  const run = [...runtime.state.runs.values()][0];
  if (run === undefined) throw new Error('the fixture has runs');
  const arrived = new Promise<void>((resolve) => arrivals.push(resolve));
  runtime.publish('run.changed', run);
  await arrived;
  const skipped = server.skipNextBatch();
  runtime.publish('run.changed', run);
  await skipped;
  runtime.publish('run.changed', run);
  await gap.promise;
  expect(batches.length).toBe(2);
});

test('of many summaries of one item in a frame only the last is handed on', async () => {
  const { bridge, runtime, reached } = await connect();
  await reached('online');
  const batch = Promise.withResolvers<readonly LiveEvent[]>();
  bridge.subscribe({ topics: ['run.changed'], onEvents: batch.resolve, onGap: () => undefined });
  await bridge.call('workspace.status', {});
  const run = [...runtime.state.runs.values()][0];
  if (run === undefined) throw new Error('the fixture has runs');
  for (let attempt = 1; attempt <= 50; attempt += 1) runtime.publish('run.changed', { ...run, attempt });
  const events = await batch.promise;
  expect(events).toHaveLength(1);
  expect(events[0]?.payload).toMatchObject({ attempt: 50 });
});

test('command ids are UUIDv7 and sort by time', () => {
  const ids = [1_000, 2_000, 3_000].map((at) => newCommandId(at));
  expect(ids.toSorted()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('only a fragment that is a token is taken for one', () => {
  const token = 'A'.repeat(43);
  expect(tokenOf(`#t=${token}`)).toBe(token);
  expect([tokenOf('#/inbox'), tokenOf('#t=short'), tokenOf(`#t=${token}<`)]).toEqual([null, null, null]);
});
