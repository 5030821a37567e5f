import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { frameCapBytes } from '../../../shared/ipc/frame-cap.ts';
import { whenServing } from '../../../electron/host/serve-console.ts';
import type { ConsoleOptions, ServedConsole } from '../../../electron/host/serve-console.ts';
import { secretHeader } from '../../../electron/host/http/routes.ts';
import {
  ask,
  callIn,
  connectWindow,
  newFolder,
  openSession,
  openWindow,
  originOf,
  startHost,
} from '../../helpers/loopback-client.ts';

const isReply = (id: number) => (frame: Record<string, unknown>) => frame['t'] === 'reply' && frame['id'] === id;

const running = new Set<ServedConsole>();
async function host(options: Partial<ConsoleOptions> = {}): Promise<ServedConsole> {
  const served = await startHost(options);
  running.add(served);
  return served;
}
async function stop(served: ServedConsole): Promise<void> {
  running.delete(served);
  await served.stop();
}
afterEach(async () => {
  for (const served of running) await stop(served);
});

test('a window whose first message is not its second secret is told so, and nothing it says is carried out', async () => {
  const served = await host();
  const { cookie, secret } = await openSession(served);
  const stranger = await openSession(served);
  const origin = originOf(served);
  for (const [headers, first] of [
    [{ origin }, { t: 'hello', secret }],
    [
      { origin, cookie },
      { t: 'hello', secret: stranger.secret },
    ],
    [{ origin, cookie }, { t: 'hello' }],
    [
      { origin, cookie },
      { t: 'call', id: 1, method: 'pid', input: {} },
    ],
    [{ origin, cookie }, 'not json'],
  ] as const) {
    const window = await connectWindow(served, headers);
    window.send(first);
    window.send({ t: 'call', id: 1, method: 'pid', input: {} });
    expect(await window.next(() => true)).toEqual({ t: 'hello', ok: false });
    expect(await window.closed).toBe(4401);
  }
});

test('a window that is open ends with its session, and says nothing more', async () => {
  const served = await host();
  const { cookie, secret } = await openSession(served);
  const window = await openWindow(served, { cookie, secret });
  const stranger = await openWindow(served, await openSession(served));
  const headers = { origin: originOf(served), cookie, [secretHeader]: secret };
  expect((await ask(served, { method: 'DELETE', path: '/session', headers })).status).toBe(204);
  expect(await window.closed).toBe(4401);
  expect(await callIn(stranger, { id: 1, method: 'pid' })).toMatchObject({ ok: true });
});

test('a frame larger than 1 MiB ends its window’s connection and reaches no runtime', async () => {
  const served = await host();
  const credentials = await openSession(served);
  const window = await openWindow(served, credentials);
  const { value: pid } = await callIn(window, { id: 1, method: 'pid' });
  window.send({ t: 'call', id: 2, method: 'echo', input: 'x'.repeat(frameCapBytes) });
  expect(await window.closed).toBe(1009);
  const again = await openWindow(served, credentials);
  expect(await callIn(again, { id: 1, method: 'pid' })).toMatchObject({ value: pid });
});

test('a binary message, or one that is not a JSON object, ends the connection', async () => {
  const served = await host();
  const credentials = await openSession(served);
  const binary = await openWindow(served, credentials);
  binary.socket.send(Buffer.from('{}'));
  expect(await binary.closed).toBe(1003);
  for (const text of ['[]', '1', '{"t":', '']) {
    const window = await openWindow(served, credentials);
    window.send(text);
    expect(await window.next((frame) => frame['t'] === 'reply')).toMatchObject({ id: -1, ok: false });
    expect(await window.closed).toBe(1007);
  }
});

test('an answer larger than a frame arrives as a refusal with words, and the window goes on', async () => {
  const served = await host();
  const window = await openWindow(served, await openSession(served));
  expect(await callIn(window, { id: 1, method: 'big' })).toMatchObject({ ok: false, error: { code: 'too-large' } });
  expect(await callIn(window, { id: 2, method: 'echo', input: 7 })).toMatchObject({ ok: true, value: 7 });
});

test('when the runtime is killed the window keeps its connection: open calls fail, subscriptions return with a gap', async () => {
  const served = await host();
  const window = await openWindow(served, await openSession(served));
  const { value: before } = await callIn(window, { id: 1, method: 'pid' });
  window.send({ t: 'subscribe', id: 2, topics: ['run.changed'] });
  window.send({ t: 'call', id: 3, method: 'hang', input: {}, commandId: '0190a5b0-0000-7000-8000-000000000000' });
  window.send({ t: 'call', id: 4, method: 'hang', input: {} });
  await callIn(window, { id: 5, method: 'echo' });
  process.kill(Number(before), 'SIGKILL');

  expect(await window.next(isReply(3))).toMatchObject({ ok: false, error: { code: 'outcome-unknown' } });
  expect(await window.next(isReply(4))).toMatchObject({ ok: false, error: { code: 'unreachable' } });
  // Asked while the runtime is away: answered by the next one.
  const { value: after } = await callIn(window, { id: 6, method: 'pid' });
  expect(after).not.toBe(before);
  expect(await window.next((frame) => frame['t'] === 'events')).toMatchObject({ id: 2, gap: true, events: [] });
  await callIn(window, { id: 7, method: 'emit', input: { title: 'later' } });
  expect(await window.next((frame) => frame['t'] === 'events')).toMatchObject({
    id: 2,
    events: [{ topic: 'run.changed', payload: { title: 'later' } }],
  });
  expect(window.socket.readyState).toBe(window.socket.OPEN);
});

test('a host whose workspace is served already joins that runtime, and takes over when it ends', async () => {
  const workspace = newFolder();
  const first = await host({ workspace });
  const window = await openWindow(first, await openSession(first));
  const { value: owner } = await callIn(window, { id: 1, method: 'pid' });
  const second = await host({ workspace });
  const joined = await openWindow(second, await openSession(second));
  expect(await callIn(joined, { id: 1, method: 'pid' })).toMatchObject({ value: owner });
  expect(second.runtime.state()).toMatchObject({ kind: 'up', pid: null });
  await stop(first);
  const { value: next } = await callIn(joined, { id: 2, method: 'pid' });
  expect(next).not.toBe(owner);
});

test('after the host is started again the same window’s cookie and secret work on the same port', async () => {
  const workspace = newFolder();
  const first = await host({ workspace });
  const credentials = await openSession(first);
  const window = await openWindow(first, credentials);
  await stop(first);
  expect(await window.closed).toBe(1001);
  const second = await host({ workspace });
  expect(second.address).toBe(first.address);
  const returned = await openWindow(second, credentials);
  expect(await callIn(returned, { id: 1, method: 'echo', input: 'back' })).toMatchObject({ value: 'back' });
});

test('a second host of one workspace takes another port, and neither the port nor the sessions of the first are lost', async () => {
  const workspace = newFolder();
  const first = await host({ workspace });
  const credentials = await openSession(first);
  const second = await startHost({ workspace });
  expect(second.isPortKept).toBe(false);
  await openSession(second);
  await second.stop();
  await stop(first);
  const again = await host({ workspace });
  expect(again.address).toBe(first.address);
  await openWindow(again, credentials);
});

test('a port that the operator names is used, and refused with words when it is taken', async () => {
  const first = await host();
  const port = Number(new URL(first.address).port);
  await expect(startHost({ port })).rejects.toMatchObject({ code: 'unreachable' });
});

test('a runtime that cannot serve its workspace is not started again, and a window is answered with its reason', async () => {
  const served = await host({ runtimeScript: join(import.meta.dirname, '../../helpers/failing-runtime.ts') });
  const window = await openWindow(served, await openSession(served));
  const reason = { code: 'unreachable', message: 'This workspace is of a newer version.', hint: 'Update Lanekeeper.' };
  expect(await callIn(window, { id: 1, method: 'pid' })).toMatchObject({ ok: false, error: reason });
  await expect(whenServing(served.runtime)).rejects.toMatchObject(reason);
});

test('a window cannot name a file of this machine: the call is refused by name and never reaches the runtime', async () => {
  const served = await host();
  const window = await openWindow(served, await openSession(served));
  window.send({ t: 'call', id: 7, method: 'file.import', input: { path: '/etc/hostname' } });
  expect(await window.next(isReply(7))).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
  const trigger = { kind: 'folder', path: '/etc' };
  for (const [id, method, input] of [
    [10, 'schedule.create', { trigger }],
    [11, 'schedule.change', { scheduleId: 's', plan: { trigger }, trigger: { kind: 'interval' } }],
  ] as const) {
    window.send({ t: 'call', id, method, input });
    expect(await window.next(isReply(id))).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
  }
  expect(await callIn(window, { id: 8, method: 'pid' })).toMatchObject({ ok: true });
});
