import type { ClientFrame, ServerFrame } from '../../../shared/ipc/frames.ts';
import type { MethodInput, MethodName, MethodOutput } from '../../../shared/ipc/methods.ts';
import type { EphemeralName, EphemeralPayload, TopicName, TopicPayload } from '../../../shared/ipc/topics.ts';
import { LanekeeperError, fromWireError } from '../../../shared/errors.ts';
import { serverFrameSchema } from '../../../shared/ipc/frames.ts';
import { goneBeforeAnswer } from './gone-before-answer.ts';
import { connectionErrorId } from './socket-codec.ts';

export interface CallOptions {
  /** The local profile that acts. */
  readonly as?: string;
  /** UUIDv7 of the command, for methods that change something: a repeat gets the first reply. */
  readonly commandId?: string;
}

export type TopicEvent = { [T in TopicName]: { readonly topic: T; readonly payload: TopicPayload<T> } }[TopicName];

/** Events that were committed together, in commit order. */
export interface EventBatch {
  readonly cursor: string;
  readonly events: readonly TopicEvent[];
  /** Something was skipped before this batch: ask for a fresh snapshot. */
  readonly gap: boolean;
}

/** Everything a process outside the runtime may ask of it. */
export interface RuntimeClient {
  call<M extends MethodName>(method: M, input: MethodInput<M>, options?: CallOptions): Promise<MethodOutput<M>>;
  /** Follows topics until the returned function is called. */
  subscribe(
    topics: readonly TopicName[],
    options: { readonly key?: string },
    onEvents: (batch: EventBatch) => void,
  ): () => void;
  onEphemeral<N extends EphemeralName>(name: N, listener: (payload: EphemeralPayload<N>) => void): () => void;
  /** Called once when the connection has ended, with the runtime's reason when it gave one. */
  onClose(listener: (reason: LanekeeperError | undefined) => void): void;
  close(): void;
}

/** The client's end of one connection, before its transport is known. */
export interface ClientEnd extends RuntimeClient {
  receive(frame: unknown): void;
  /** The transport ended: calls without an answer fail, listeners are told. */
  ended(): void;
}

interface Transport {
  /** False when the frame is too large to be sent. */
  send(frame: ClientFrame): boolean;
  close(): void;
}

interface PendingCall {
  readonly method: string;
  readonly hasCommand: boolean;
  resolve(value: unknown): void;
  reject(error: LanekeeperError): void;
}

interface Subscription {
  expected: number | undefined;
  onEvents(batch: EventBatch): void;
}

/** Speaks the frames over any transport: a socket, or a message port. */
export function clientOver(transport: Transport): ClientEnd {
  const calls = new Map<number, PendingCall>();
  const subscriptions = new Map<number, Subscription>();
  const ephemeral = new Map<string, Set<(payload: never) => void>>();
  const closeListeners: ((reason: LanekeeperError | undefined) => void)[] = [];
  let nextId = 0;
  let isOpen = true;
  let reason: LanekeeperError | undefined;

  function receiveFrame(frame: ServerFrame): void {
    if (frame.t === 'reply') {
      if (frame.id === connectionErrorId && !frame.ok) reason = fromWireError(readError(frame.error));
      const call = calls.get(frame.id);
      calls.delete(frame.id);
      if (frame.ok) call?.resolve(frame.value);
      else call?.reject(fromWireError(readError(frame.error)));
    } else if (frame.t === 'events') {
      const subscription = subscriptions.get(frame.id);
      if (subscription === undefined) return;
      const isContiguous = subscription.expected === undefined || subscription.expected === frame.n;
      subscription.expected = frame.n + frame.events.length;
      const events = frame.events as readonly TopicEvent[];
      subscription.onEvents({ cursor: frame.cursor, events, gap: frame.gap === true || !isContiguous });
    } else {
      for (const listener of ephemeral.get(frame.name) ?? []) listener(frame.payload as never);
    }
  }

  return {
    call(method, input, options = {}) {
      if (!isOpen) return Promise.reject(goneBeforeAnswer(method, { hasCommand: false }));
      const id = nextId++;
      const answer = new Promise<unknown>((resolve, reject) => {
        calls.set(id, { method, hasCommand: options.commandId !== undefined, resolve, reject });
      });
      if (!transport.send({ t: 'call', id, method, input, ...options })) {
        calls.get(id)?.reject(
          new LanekeeperError('too-large', 'The message is larger than 1 MiB and was not sent.', {
            hint: 'Send files in parts with upload.append.',
          }),
        );
        calls.delete(id);
      }
      return answer as Promise<MethodOutput<typeof method>>;
    },
    subscribe(topics, options, onEvents) {
      const id = nextId++;
      subscriptions.set(id, { expected: undefined, onEvents });
      if (isOpen) transport.send({ t: 'subscribe', id, topics: [...topics], ...options });
      return () => {
        if (subscriptions.delete(id) && isOpen) transport.send({ t: 'unsubscribe', id });
      };
    },
    onEphemeral(name, listener) {
      const listeners = ephemeral.get(name) ?? new Set();
      ephemeral.set(name, listeners.add(listener));
      return () => void listeners.delete(listener);
    },
    onClose(listener) {
      if (isOpen) closeListeners.push(listener);
      else listener(reason);
    },
    close: () => transport.close(),
    receive(frame) {
      const parsed = serverFrameSchema.safeParse(frame);
      if (parsed.success) receiveFrame(parsed.data);
    },
    ended() {
      if (!isOpen) return;
      isOpen = false;
      for (const call of calls.values()) call.reject(goneBeforeAnswer(call.method, call));
      calls.clear();
      subscriptions.clear();
      for (const listener of closeListeners) listener(reason);
    },
  };
}

function readError(error: Extract<ServerFrame, { ok: false }>['error']): Parameters<typeof fromWireError>[0] {
  const { code, message, hint } = error;
  return hint === undefined ? { code, message } : { code, message, hint };
}
