import { expect, test } from 'vitest';
import { frameCapBytes } from '../../../shared/ipc/frame-cap.ts';
import type { ServerFrame } from '../../../shared/ipc/frames.ts';
import { servePort, type WindowPort } from '../../../electron/runtime/transports/served-port.ts';
import { connectionError } from '../../../electron/runtime/transports/socket-codec.ts';

/** The window's end of a port, and what the session behind it has heard. */
function serve() {
  const listeners: { message?: (message: { data: unknown }) => void; close?: () => void } = {};
  const sent: unknown[] = [];
  const heard: unknown[] = [];
  const closed: string[] = [];
  let send: (frame: ServerFrame) => void = () => {};
  const port: WindowPort = {
    on: (event: 'message' | 'close', listener: never) => void (listeners[event] = listener),
    start: () => {},
    postMessage: (message) => void sent.push(message),
    close: () => void closed.push('port'),
  };
  servePort(port, (given) => {
    send = given;
    return { receive: (frame) => void heard.push(frame), close: () => void closed.push('session') };
  });
  return {
    say: (data: unknown) => listeners.message?.({ data }),
    gone: () => listeners.close?.(),
    answer: (frame: ServerFrame) => send(frame),
    sent,
    heard,
    closed,
  };
}

/** A frame of exactly so many bytes as JSON. */
function frameOf(bytes: number): object {
  const empty = {
    t: 'call',
    id: 1,
    method: 'upload.append',
    input: { parts: [1, true, null], text: '' },
    as: undefined,
  };
  return {
    ...empty,
    input: { ...empty.input, text: 'ä'.repeat((bytes - Buffer.byteLength(JSON.stringify(empty))) / 2) },
  };
}

test('a frame of 1 MiB is taken, and one a little larger is refused in words and the port closed, as on the socket', () => {
  const even = Buffer.byteLength(JSON.stringify(frameOf(frameCapBytes)));
  expect(frameCapBytes - even).toBeLessThan(2);
  const taken = serve();
  taken.say(frameOf(frameCapBytes));
  expect(taken.heard).toHaveLength(1);
  const refused = serve();
  refused.say(frameOf(frameCapBytes + 2));
  refused.say({ t: 'call', id: 2, method: 'run.list' });
  expect(refused.heard).toEqual([]);
  expect(refused.sent).toEqual([connectionError('oversize')]);
  expect(refused.closed.toSorted()).toEqual(['port', 'session']);
});

const circle: { self?: unknown } = {};
circle.self = circle;

test.each([
  ['a buffer of 64 MiB', { t: 'call', id: 1, method: 'run.list', input: new Uint8Array(64 * 1024 * 1024) }, 'not-json'],
  ['a map', { t: 'call', id: 1, method: 'run.list', input: new Map() }, 'not-json'],
  ['a circle', circle, 'oversize'],
  [
    'ten million empty places',
    { t: 'call', id: 1, method: 'run.list', input: Array.from({ length: 10_000_000 }) },
    'oversize',
  ],
  ['a list', [1], 'not-an-object'],
  ['a text', '{}', 'not-an-object'],
] as const)('%s is refused in words at once', (_what, data, fault) => {
  const { say, sent, heard } = serve();
  say(data);
  expect(heard).toEqual([]);
  expect(sent).toEqual([connectionError(fault)]);
});

test('an answer larger than 1 MiB is replaced by a refusal, and events by a gap', () => {
  const { answer, sent, closed } = serve();
  const large = 'x'.repeat(frameCapBytes);
  answer({ t: 'reply', id: 7, ok: true, value: large });
  answer({ t: 'events', id: 3, n: 1, cursor: '2', events: [{ topic: 'run.changed', payload: large }] });
  answer({ t: 'reply', id: 8, ok: true, value: 'small' });
  expect(sent).toMatchObject([
    { id: 7, ok: false, error: { code: 'too-large' } },
    { id: 3, events: [], gap: true },
    { id: 8, ok: true, value: 'small' },
  ]);
  expect(closed).toEqual([]);
});

test('a window that has gone ends its session once, and is told nothing more', () => {
  const { gone, answer, sent, closed } = serve();
  gone();
  gone();
  answer({ t: 'reply', id: 1, ok: true, value: null });
  expect(sent).toEqual([]);
  expect(closed).toEqual(['session']);
});
