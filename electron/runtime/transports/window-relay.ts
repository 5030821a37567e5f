import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { ServerFrame } from '../../../shared/ipc/frames.ts';
import { toWireError } from '../../../shared/errors.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { RuntimeState, RuntimeSupervisor } from '../supervision/runtime-supervisor.ts';
import { goneBeforeAnswer } from './gone-before-answer.ts';
import { notFromWindow } from './not-from-window.ts';
import { connectionError, decodeLine, encodeLine, lineReader } from './socket-codec.ts';
import type { DecodeFault } from './socket-codec.ts';

/** Above this many bytes that the window has not taken yet, the runtime's socket is left unread. */
const slowWindowBytes = 2 * 1024 * 1024;
/** What a window may ask while the runtime is on its way back; anything more is answered `unreachable`. */
const waitingBytes = 8 * 1024 * 1024;
const reconnectMs = 100;

/** The window's end: a WebSocket, or a message port. */
export interface WindowEnd {
  send(text: string, onSent: () => void): void;
  bufferedBytes(): number;
  /** The window spoke out of turn; nothing of its last message was carried out. */
  refuse(fault: DecodeFault): void;
}

export interface WindowRelay {
  receive(text: string): void;
  close(): void;
}

interface SentCall {
  readonly method: string;
  readonly hasCommand: boolean;
}

/**
 * Joins one window to the runtime over one socket connection, and outlives that connection: when the runtime ends,
 * open calls fail, and once it is back the window's subscriptions are made again, each with a `gap`.
 */
export function relayWindow(supervisor: RuntimeSupervisor, window: WindowEnd): WindowRelay {
  const calls = new Map<number, SentCall>();
  const subscriptions = new Map<number, object>();
  let waiting: { readonly frame: object; readonly bytes: number }[] = [];
  let socket: Socket | undefined;
  let isAttached = false;
  let isClosed = false;
  let retry: NodeJS.Timeout | undefined;

  const forget = supervisor.onState((state) => {
    announce(state);
    follow(state);
  });
  if (supervisor.state().kind === 'stopped') announce(supervisor.state());
  follow(supervisor.state());

  function follow(state: RuntimeState): void {
    if (state.kind === 'up') attach(state);
    else if (state.kind === 'stopped') answerWaiting();
  }

  function attach(state: Extract<RuntimeState, { kind: 'up' }>): void {
    if (isClosed || supervisor.state() !== state) return;
    clearTimeout(retry);
    const opened = connect(state.socketPath);
    const reader = lineReader();
    socket = opened;
    opened.once('connect', () => {
      isAttached = true;
      for (const frame of subscriptions.values()) write(frame);
      for (const id of subscriptions.keys()) tell({ t: 'events', id, n: 0, cursor: '', events: [], gap: true });
      const held = waiting;
      waiting = [];
      for (const { frame } of held) forward(frame);
    });
    opened.on('data', (chunk: Buffer) => {
      const { lines, fault } = reader.push(chunk);
      for (const line of lines) passOn(line);
      if (fault !== undefined) opened.destroy();
    });
    // `close` follows, with or without an error.
    opened.on('error', () => undefined);
    opened.once('close', () => {
      if (socket !== opened) return;
      socket = undefined;
      isAttached = false;
      failCalls();
      if (isClosed) return;
      supervisor.lost(state.epoch);
      if (supervisor.state() === state) retry = setTimeout(() => attach(state), reconnectMs);
    });
  }

  function passOn(line: Buffer): void {
    const decoded = decodeLine(line);
    if ('fault' in decoded) return;
    const { frame } = decoded;
    if ('t' in frame && frame.t === 'reply' && 'id' in frame && typeof frame.id === 'number') calls.delete(frame.id);
    sendText(line.toString());
  }

  function sendText(text: string): void {
    window.send(text, () => {
      if (window.bufferedBytes() <= slowWindowBytes) socket?.resume();
    });
    if (window.bufferedBytes() > slowWindowBytes) socket?.pause();
  }

  function tell(frame: ServerFrame): void {
    sendText(JSON.stringify(frame));
  }

  function write(frame: object): void {
    const line = encodeLine(frame);
    if (line === undefined) window.refuse('oversize');
    else socket?.write(line);
  }

  function forward(frame: object): void {
    const { t, id, method, input } = frame as { t?: unknown; id?: unknown; method?: unknown; input?: unknown };
    const refused = t === 'call' && typeof method === 'string' ? notFromWindow(method, input) : null;
    if (refused !== null) return void (typeof id === 'number' && tell({ t: 'reply', id, ok: false, error: refused }));
    if (typeof id === 'number') {
      if (t === 'call') calls.set(id, callOf(frame));
      if (t === 'subscribe') subscriptions.set(id, frame);
      if (t === 'unsubscribe') subscriptions.delete(id);
    }
    write(frame);
  }

  function hold(frame: object, bytes: number): void {
    const held = waiting.reduce((sum, each) => sum + each.bytes, bytes);
    if (supervisor.state().kind === 'stopped' || held > waitingBytes) return answerGone(frame);
    waiting.push({ frame, bytes });
  }

  function answerWaiting(): void {
    const held = waiting;
    waiting = [];
    for (const { frame } of held) answerGone(frame);
  }

  function answerGone(frame: object): void {
    const { t, id } = frame as { t?: unknown; id?: unknown };
    if (t !== 'call' || typeof id !== 'number') return;
    const state = supervisor.state();
    const error: WireError =
      state.kind === 'stopped'
        ? { code: 'unreachable', message: state.message, hint: state.hint }
        : toWireError(goneBeforeAnswer(callOf(frame).method, { hasCommand: false }));
    tell({ t: 'reply', id, ok: false, error });
  }

  function failCalls(): void {
    for (const [id, { method, hasCommand }] of calls)
      tell({ t: 'reply', id, ok: false, error: toWireError(goneBeforeAnswer(method, { hasCommand })) });
    calls.clear();
  }

  function announce(state: RuntimeState): void {
    const payload =
      state.kind === 'stopped'
        ? { state: 'stopped', message: state.message, hint: state.hint }
        : { state: state.kind === 'up' ? 'up' : 'restarting', message: '', hint: '' };
    tell({ t: 'ephemeral', name: 'runtime', payload });
  }

  return {
    receive(text) {
      const decoded = decodeLine(text);
      if ('fault' in decoded) {
        tell(connectionError(decoded.fault));
        return window.refuse(decoded.fault);
      }
      if (isAttached) forward(decoded.frame);
      else hold(decoded.frame, Buffer.byteLength(text));
    },
    close() {
      isClosed = true;
      forget();
      clearTimeout(retry);
      calls.clear();
      socket?.destroy();
    },
  };
}

function callOf(frame: object): SentCall {
  const { method, commandId } = frame as { method?: unknown; commandId?: unknown };
  return { method: typeof method === 'string' ? method : 'the call', hasCommand: commandId !== undefined };
}
