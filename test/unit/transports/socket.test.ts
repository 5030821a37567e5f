import { chmodSync, existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { ClientFrame, ServerFrame } from '../../../shared/ipc/frames.ts';
import { frameCapBytes } from '../../../shared/ipc/frame-cap.ts';
import { connectSocket } from '../../../electron/runtime/transports/socket-client.ts';
import { lineReader } from '../../../electron/runtime/transports/socket-codec.ts';
import { deadPeerBytes, outbox, slowPeerBytes } from '../../../electron/runtime/transports/socket-outbox.ts';
import { listenSocket } from '../../../electron/runtime/transports/socket-server.ts';
import type { SocketServer } from '../../../electron/runtime/transports/socket-server.ts';

const servers: SocketServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

function newPath(): string {
  return join(mkdtempSync(join(tmpdir(), 'lanekeeper-socket-')), 'runtime.sock');
}

/** Answers `run.list` with its input, never answers `audit.verify`, and hands out its `send` for events. */
async function serve(path = newPath()) {
  const received: ClientFrame[] = [];
  const sends: ((frame: ServerFrame) => void)[] = [];
  const closed: number[] = [];
  const server = await listenSocket(path, (send) => {
    const index = sends.push(send) - 1;
    return {
      receive(frame) {
        const asked = frame as ClientFrame;
        received.push(asked);
        if (asked.t === 'call' && asked.method === 'run.list')
          send({ t: 'reply', id: asked.id, ok: true, value: asked.input });
      },
      close: () => void closed.push(index),
    };
  });
  servers.push(server);
  return { path, received, sends, closed, server };
}

/** The batch that starts at `n`, of subscription 3. */
function batch(n: number): ServerFrame {
  return { t: 'events', id: 3, n, cursor: `c${n}`, events: [{ topic: 'x', payload: 1 }] };
}

async function readAll(path: string, bytes: Buffer | string): Promise<string> {
  const socket = connect(path);
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  socket.write(bytes);
  await once(socket, 'close');
  return Buffer.concat(parts).toString();
}

test('the socket can be opened by this user alone', async () => {
  const { path } = await serve();
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a call is answered with its own reply, however the bytes are cut', async () => {
  const { path, received } = await serve();
  const client = await connectSocket(path);
  const [a, b] = await Promise.all([client.call('run.list', { limit: 1 }), client.call('run.list', { limit: 2 })]);
  expect([a, b]).toEqual([{ limit: 1 }, { limit: 2 }]);
  client.close();
  const frame = Buffer.from(`${JSON.stringify({ t: 'unsubscribe', id: 9, note: 'é' })}\n`);
  const socket = connect(path);
  for (const byte of frame) socket.write(Buffer.of(byte));
  socket.end();
  await once(socket, 'close');
  expect(received.at(-1)).toEqual({ t: 'unsubscribe', id: 9, note: 'é' });
});

test('a frame over 1 MiB, and bytes that are no JSON object, are answered with words and the connection ends', async () => {
  const { path, received } = await serve();
  expect(await readAll(path, 'x'.repeat(frameCapBytes + 1))).toContain('"code":"too-large"');
  for (const text of ['nonsense\n', '[]\n', '7\n', '\n'])
    expect(await readAll(path, text), text).toContain('"code":"invalid-input"');
  expect(received).toEqual([]);
});

test('a call over 1 MiB is refused before it is sent, and the connection goes on', async () => {
  const { path } = await serve();
  const client = await connectSocket(path);
  const text = 'x'.repeat(frameCapBytes);
  await expect(client.call('run.list', { filter: { text } })).rejects.toMatchObject({ code: 'too-large' });
  await expect(client.call('run.list', {})).resolves.toEqual({});
  client.close();
});

test('when the server goes, a command’s outcome is unknown, a question is unreachable, and the close is told once', async () => {
  const { path, server } = await serve();
  const client = await connectSocket(path);
  const closes: unknown[] = [];
  const ended = new Promise<void>((resolve) =>
    client.onClose((reason) => {
      closes.push(reason);
      resolve();
    }),
  );
  const command = client.call('run.cancel', { runId: 'r' }, { commandId: '0190a5b0-0000-7000-8000-000000000000' });
  const question = client.call('audit.verify', {});
  const outcomes = Promise.allSettled([command, question]);
  await client.call('run.list', {});
  await server.close();
  expect(await outcomes).toMatchObject([{ reason: { code: 'outcome-unknown' } }, { reason: { code: 'unreachable' } }]);
  await ended;
  expect(closes).toEqual([undefined]);
  await expect(client.call('run.list', {})).rejects.toMatchObject({ code: 'unreachable' });
});

test('while the server closes, clients it has may still ask, one after the other, and nobody new comes in', async () => {
  const { path, server } = await serve();
  const client = await connectSocket(path);
  await client.call('run.list', {});
  const closing = server.close();
  for (const limit of [1, 2, 3]) await expect(client.call('run.list', { limit })).resolves.toEqual({ limit });
  await expect(connectSocket(path)).rejects.toMatchObject({ code: 'unreachable' });
  await closing;
  await expect(client.call('run.list', {})).rejects.toMatchObject({ code: 'unreachable' });
});

test('a subscription hears its own events until it is let go, and a jump in the numbering is a gap', async () => {
  const { path, sends, received } = await serve();
  const client = await connectSocket(path);
  const gaps: boolean[] = [];
  const off = client.subscribe(['workspace.changed'], { key: 'r1' }, ({ gap }) => void gaps.push(gap));
  await client.call('run.list', {});
  const id = received.find((frame) => frame.t === 'subscribe')?.id ?? -1;
  const event = { topic: 'workspace.changed', payload: { reason: 'people' } };
  for (const n of [5, 6, 9]) sends[0]?.({ t: 'events', id, n, cursor: 'c', events: [event] });
  await client.call('run.list', {});
  expect(gaps).toEqual([false, false, true]);
  off();
  sends[0]?.({ t: 'events', id, n: 10, cursor: 'c', events: [event] });
  await client.call('run.list', {});
  expect(gaps).toHaveLength(3);
  client.close();
});

test('the session of a client that has gone is closed once', async () => {
  const { path, closed, server } = await serve();
  const client = await connectSocket(path);
  await client.call('run.list', {});
  client.close();
  await server.close();
  expect(closed).toEqual([0]);
});

test('the socket of a killed process is taken over; one that answers, and a file that is none, are left', async () => {
  const path = newPath();
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  await once(spawn(process.execPath, ['-e', script]), 'exit');
  expect(existsSync(path)).toBe(true);
  await serve(path);
  await expect(listenSocket(path, () => ({ receive: () => undefined, close: () => undefined }))).rejects.toMatchObject({
    code: 'refused',
  });
  const file = newPath();
  writeFileSync(file, 'mine');
  chmodSync(file, 0o600);
  await expect(serve(file)).rejects.toMatchObject({ code: 'refused' });
  expect(existsSync(file)).toBe(true);
});

test('nobody listening is `unreachable`, with what to do', async () => {
  await expect(connectSocket(newPath())).rejects.toMatchObject({ code: 'unreachable', hint: expect.any(String) });
});

test('a peer that stops reading loses events, never replies: it is told of one gap per subscription', () => {
  const written: ServerFrame[] = [];
  const outlet = {
    writableLength: 0,
    isDestroyed: false,
    write: (line: Buffer) => void written.push(JSON.parse(line.toString()) as ServerFrame),
    destroy() {
      outlet.isDestroyed = true;
    },
  };
  const out = outbox(outlet);
  out.send(batch(0));
  outlet.writableLength = slowPeerBytes + 1;
  out.send(batch(1));
  out.send(batch(2));
  out.send({ t: 'ephemeral', name: 'progress', payload: {} });
  out.send({ t: 'reply', id: 1, ok: true, value: 'kept' });
  outlet.writableLength = 0;
  out.drained();
  out.send(batch(3));
  expect(written).toEqual([
    batch(0),
    { t: 'reply', id: 1, ok: true, value: 'kept' },
    { t: 'events', id: 3, n: 3, cursor: 'c2', events: [], gap: true },
    batch(3),
  ]);
  outlet.writableLength = deadPeerBytes + 1;
  out.send({ t: 'reply', id: 2, ok: true, value: 'too late' });
  expect(outlet.isDestroyed).toBe(true);
});

test('a server frame over 1 MiB becomes a refusal, a gap, or nothing', () => {
  const written: ServerFrame[] = [];
  const out = outbox({
    writableLength: 0,
    write: (line) => void written.push(JSON.parse(line.toString()) as ServerFrame),
    destroy: () => undefined,
  });
  const large = 'x'.repeat(frameCapBytes);
  out.send({ t: 'reply', id: 1, ok: true, value: large });
  out.send({ t: 'events', id: 2, n: 4, cursor: 'c', events: [{ topic: 'x', payload: large }] });
  out.send({ t: 'ephemeral', name: 'progress', payload: large });
  expect(written).toMatchObject([
    { t: 'reply', id: 1, ok: false, error: { code: 'too-large' } },
    { t: 'events', id: 2, n: 4, events: [], gap: true },
  ]);
});

test('a reader keeps no more than one frame’s cap, and hands over lines that are exactly that long', () => {
  const reader = lineReader(4);
  expect(reader.push(Buffer.from('abcd\nab')).lines.map(String)).toEqual(['abcd']);
  expect(reader.push(Buffer.from('cd\n')).lines.map(String)).toEqual(['abcd']);
  expect(reader.push(Buffer.from('abcde')).fault).toBe('oversize');
  expect(lineReader(4).push(Buffer.from('abcde\n')).fault).toBe('oversize');
});
