import { LanekeeperError, fromWireError, toWireError } from '../../../shared/errors.ts';
import { clientFrameSchema, type ClientFrame, type ServerFrame } from '../../../shared/ipc/frames.ts';
import { methods, type MethodArguments, type MethodName } from '../../../shared/ipc/methods.ts';
import { joinedDeltas, type TurnDelta } from '../../../shared/domain/turn-delta.ts';
import { topics } from '../../../shared/ipc/topics.ts';
import type { Runtime, RuntimeEvent } from '../runtime.ts';
import { notFromWindow } from './not-from-window.ts';
import type { OpenSession, ServedSession } from './socket-server.ts';
import { keepUntoldWords } from './untold-words.ts';

/** At most one message of events per frame of the screen. */
const frameMs = 16;
/** Events held back for one subscription; beyond it the subscriber has to ask again. */
const mostHeld = 5_000;

interface Subscription {
  readonly id: number;
  readonly topics: ReadonlySet<string>;
  readonly key: string | null;
  n: number;
  cursor: string;
  held: { topic: string; payload: unknown }[];
  gap: boolean;
}

/** One client of the runtime, whatever it is connected by: every call is parsed, every event numbered. */
export function sessionsOf(runtime: Runtime, peer: 'command-line' | 'window'): OpenSession {
  return (send) => openSession(runtime, peer, send);
}

/** The id of a message that is none the runtime knows; -1 where it has none. */
function idOf(raw: unknown): number {
  const id = typeof raw === 'object' && raw !== null && 'id' in raw ? raw.id : null;
  return typeof id === 'number' && Number.isInteger(id) && id >= 0 ? id : -1;
}

function openSession(
  runtime: Runtime,
  peer: 'command-line' | 'window',
  send: (frame: ServerFrame) => void,
): ServedSession {
  const subscriptions = new Map<number, Subscription>();
  const ephemeral = new Map<string, ServerFrame>();
  const untold = keepUntoldWords();
  let timer: NodeJS.Timeout | null = null;
  let lastSentMs = 0;
  let off: (() => void) | null = null;

  /** The runtime is heard only while something is followed: what nobody hears costs it nothing. */
  function listen(): void {
    if (subscriptions.size > 0) off ??= runtime.events(hear);
    else {
      off?.();
      off = null;
    }
  }

  function hear(event: RuntimeEvent): void {
    if (event.kind === 'ephemeral') {
      const { runId } = event.payload as { runId?: string };
      if (event.name === 'turn') holdDelta(event.payload as TurnDelta);
      else ephemeral.set(`${event.name}:${runId ?? ''}`, { t: 'ephemeral', name: event.name, payload: event.payload });
    } else
      for (const item of event.items)
        for (const subscription of subscriptions.values()) {
          if (!subscription.topics.has(item.topic)) continue;
          if (subscription.key !== null && item.runId !== subscription.key) continue;
          subscription.cursor = item.cursor ?? subscription.cursor;
          if (subscription.held.length >= mostHeld) subscription.gap = true;
          else subscription.held.push({ topic: item.topic, payload: item.payload });
        }
    planFlush();
  }

  function planFlush(): void {
    if (timer === null && (ephemeral.size > 0 || [...subscriptions.values()].some((one) => one.held.length > 0)))
      timer = setTimeout(flush, Math.max(0, lastSentMs + frameMs - performance.now()));
  }

  /** Told to who follows that run alone; what a frame of the screen brings together is one message. */
  function holdDelta(delta: TurnDelta): void {
    if (![...subscriptions.values()].some(({ key }) => key === delta.runId)) return untold.keep(delta);
    const place = `turn:${delta.runId}:${delta.path}`;
    const held = ephemeral.get(place);
    const payload = held?.t === 'ephemeral' ? joinedDeltas(held.payload as TurnDelta, delta) : delta;
    ephemeral.set(place, { t: 'ephemeral', name: 'turn', payload });
  }

  function flush(): void {
    timer = null;
    lastSentMs = performance.now();
    for (const frame of ephemeral.values()) send(frame);
    ephemeral.clear();
    for (const one of subscriptions.values()) {
      if (one.held.length === 0) continue;
      const events = one.held;
      send({
        t: 'events',
        id: one.id,
        n: one.n,
        cursor: one.cursor,
        events,
        ...(one.gap ? { gap: true } : {}),
      });
      one.n += events.length;
      one.held = [];
      one.gap = false;
    }
  }

  async function call(frame: Extract<ClientFrame, { t: 'call' }>): Promise<void> {
    try {
      const value = await answer(frame);
      send({ t: 'reply', id: frame.id, ok: true, value });
    } catch (thrown) {
      send({ t: 'reply', id: frame.id, ok: false, error: toWireError(thrown) });
    }
  }

  async function answer(frame: Extract<ClientFrame, { t: 'call' }>): Promise<unknown> {
    if (!Object.hasOwn(methods, frame.method))
      throw new LanekeeperError('unsupported', `There is no method ${frame.method}.`);
    const refused = peer === 'window' ? notFromWindow(frame.method, frame.input) : null;
    if (refused !== null) throw fromWireError(refused);
    const method = frame.method as MethodName;
    const parsed = methods[method].input.safeParse(frame.input ?? {});
    if (!parsed.success) {
      const first = parsed.error.issues[0];
      throw new LanekeeperError(
        'invalid-input',
        `${method}: ${first?.path.join('.') || 'the input'}: ${first?.message ?? 'not valid'}.`,
      );
    }
    const caller = { as: frame.as ?? null, commandId: frame.commandId ?? null };
    const input = parsed.data as MethodArguments<typeof method>;
    if (!('mutates' in methods[method])) return runtime.queries(method, input, caller);
    if (caller.commandId === null)
      throw new LanekeeperError('invalid-input', `${method} changes something, so it needs a command id.`);
    return runtime.commands(method, input, caller);
  }

  return {
    receive(raw) {
      const frame = clientFrameSchema.safeParse(raw);
      if (!frame.success)
        return send({
          t: 'reply',
          // Who waits for an answer to it gets this one.
          id: idOf(raw),
          ok: false,
          error: { code: 'invalid-input', message: 'This message is not one the runtime knows; nothing was done.' },
        });
      const message = frame.data;
      if (message.t === 'call') return void call(message);
      if (message.t === 'unsubscribe') {
        subscriptions.delete(message.id);
        return listen();
      }
      const unknown = message.topics.find((topic) => !Object.hasOwn(topics, topic));
      if (unknown !== undefined)
        return send({
          t: 'reply',
          id: message.id,
          ok: false,
          error: { code: 'unsupported', message: `There is no topic ${unknown}.` },
        });
      subscriptions.set(message.id, {
        id: message.id,
        topics: new Set(message.topics),
        key: message.key ?? null,
        n: 1,
        cursor: '',
        held: [],
        gap: false,
      });
      listen();
      send({ t: 'reply', id: message.id, ok: true, value: null });
      const words = message.key === undefined ? undefined : untold.take(message.key);
      if (words === undefined) return;
      holdDelta(words);
      planFlush();
    },
    close() {
      subscriptions.clear();
      listen();
      if (timer !== null) clearTimeout(timer);
    },
  };
}
