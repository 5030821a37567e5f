import { LanekeeperError, fromWireError } from '../../../shared/errors.ts';
import { frameCapBytes } from '../../../shared/ipc/frame-cap.ts';
import { serverFrameSchema } from '../../../shared/ipc/frames.ts';
import type { ClientFrame, ServerFrame } from '../../../shared/ipc/frames.ts';
import { methods } from '../../../shared/ipc/methods.ts';
import type { MethodInput, MethodName, MethodOutput } from '../../../shared/ipc/methods.ts';
import { ephemerals } from '../../../shared/ipc/topics.ts';
import type { EphemeralName } from '../../../shared/ipc/topics.ts';
import { newCommandId } from '../ids.ts';
import { checkEvents } from './check-events.ts';
import { backoffMs, giveUpAfterMs } from './retry-policy.ts';
import { Sequence } from './subscription.ts';
import type { EphemeralHandler, LiveEvent, SubscribeOptions } from './subscription.ts';
import { NeedsLinkError } from './wire.ts';
import type { CloseReason, OpenWire, Wire } from './wire.ts';

export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'online' }
  | { readonly state: 'reconnecting'; readonly attempt: number }
  | { readonly state: 'needs-link' };

export interface BridgeOptions {
  readonly openWire: OpenWire;
  /** The local profile that acts, if one is chosen. */
  readonly actingAs: () => string | undefined;
  readonly onConnection: (connection: Connection) => void;
  readonly onEphemeral?: EphemeralHandler;
  /** Runs a flush soon, once per animation frame; immediately in tests. */
  readonly schedule: (flush: () => void) => void;
}

/** One typed client over the frames: calls, subscriptions, and a line that repairs itself. */
export interface Bridge {
  start(): void;
  stop(): void;
  call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>>;
  subscribe(options: SubscribeOptions): () => void;
}

interface PendingCall {
  readonly frame: Extract<ClientFrame, { t: 'call' }>;
  readonly method: MethodName;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
  wasSent: boolean;
}

interface LiveSubscription {
  readonly options: SubscribeOptions;
  sequence: Sequence;
  queue: { topic: string; payload: unknown }[];
  hasGap: boolean;
}

/** Creates a client; nothing is opened before `start`. */
export function createBridge(options: BridgeOptions): Bridge {
  const pending = new Map<number, PendingCall>();
  const subscriptions = new Map<number, LiveSubscription>();
  let wire: Wire | null = null;
  let lastId = 0;
  let attempt = 0;
  let isStopped = false;
  let isFlushPlanned = false;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;

  async function connect(): Promise<void> {
    if (isStopped) return;
    options.onConnection(attempt === 0 ? { state: 'connecting' } : { state: 'reconnecting', attempt });
    try {
      const opened = await options.openWire({ onFrame, onClose });
      if (isStopped) {
        opened.close();
        return;
      }
      wire = opened;
    } catch (error) {
      if (error instanceof NeedsLinkError) needLink();
      else reconnectLater();
      return;
    }
    const isReturn = attempt > 0;
    attempt = 0;
    options.onConnection({ state: 'online' });
    for (const [id, live] of subscriptions) announce(id, live);
    for (const waiting of pending.values()) transmit(waiting);
    if (isReturn) for (const live of subscriptions.values()) live.options.onGap();
  }

  function onClose(reason: CloseReason): void {
    wire = null;
    if (isStopped) return;
    // A repeat of these is not safe to send blindly: an upload's bytes may already be there.
    for (const [id, waiting] of pending)
      if (waiting.wasSent && waiting.method.startsWith('upload.'))
        settle(id, new LanekeeperError('unreachable', lostLine));
    if (reason === 'refused') needLink();
    else reconnectLater();
  }

  function needLink(): void {
    options.onConnection({ state: 'needs-link' });
    for (const id of pending.keys()) settle(id, new LanekeeperError('unreachable', lostLine));
  }

  function reconnectLater(): void {
    attempt += 1;
    options.onConnection({ state: 'reconnecting', attempt });
    retryTimer = setTimeout(() => void connect(), backoffMs(attempt));
  }

  function onFrame(raw: unknown): void {
    const parsed = serverFrameSchema.safeParse(raw);
    if (!parsed.success) return;
    const frame = parsed.data;
    if (frame.t === 'reply') onReply(frame);
    else if (frame.t === 'events') onEventBatch(frame);
    else onEphemeral(frame.name, frame.payload);
  }

  function onReply(frame: Extract<ServerFrame, { t: 'reply' }>): void {
    const live = subscriptions.get(frame.id);
    if (live !== undefined) {
      if (!frame.ok) live.options.onGap();
      return;
    }
    const waiting = pending.get(frame.id);
    if (waiting === undefined) return;
    if (!frame.ok) {
      const { code, message, hint } = frame.error;
      settle(frame.id, fromWireError(hint === undefined ? { code, message } : { code, message, hint }));
      return;
    }
    const output = methods[waiting.method].output.safeParse(frame.value);
    if (output.success) settle(frame.id, { value: output.data });
    else settle(frame.id, mismatch(waiting.method, output.error.issues[0]?.path.join('.') ?? ''));
  }

  function onEventBatch(frame: Extract<ServerFrame, { t: 'events' }>): void {
    const live = subscriptions.get(frame.id);
    if (live === undefined) return;
    if (!live.sequence.accept(frame.n, frame.events.length) || frame.gap === true) live.hasGap = true;
    live.queue.push(...(frame.events as { topic: string; payload: unknown }[]));
    planFlush();
  }

  function planFlush(): void {
    if (isFlushPlanned) return;
    isFlushPlanned = true;
    options.schedule(() => {
      isFlushPlanned = false;
      for (const live of subscriptions.values()) flush(live);
    });
  }

  function flush(live: LiveSubscription): void {
    if (live.queue.length === 0 && !live.hasGap) return;
    const { queue, hasGap } = live;
    live.queue = [];
    live.hasGap = false;
    const { events, hasRefused } = checkEvents(queue);
    if (events.length > 0) live.options.onEvents(events satisfies readonly LiveEvent[]);
    if (hasGap || hasRefused) live.options.onGap();
  }

  function onEphemeral(name: string, payload: unknown): void {
    if (!(name in ephemerals)) return;
    const known = name as EphemeralName;
    const parsed = ephemerals[known].safeParse(payload);
    if (parsed.success) options.onEphemeral?.(known, parsed.data);
  }

  function transmit(waiting: PendingCall): void {
    if (wire === null) return;
    wire.send(waiting.frame);
    waiting.wasSent = true;
  }

  function announce(id: number, live: LiveSubscription): void {
    live.sequence = new Sequence();
    live.queue = [];
    const { topics, key } = live.options;
    wire?.send({ t: 'subscribe', id, topics: [...topics], ...(key === undefined ? {} : { key }) });
  }

  function settle(id: number, result: { value: unknown } | Error): void {
    const waiting = pending.get(id);
    if (waiting === undefined) return;
    pending.delete(id);
    clearTimeout(waiting.timer);
    if (result instanceof Error) waiting.reject(result);
    else waiting.resolve(result.value);
  }

  function call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>> {
    lastId += 1;
    const id = lastId;
    const as = options.actingAs();
    const isMutation = 'mutates' in methods[method];
    const frame = {
      t: 'call' as const,
      id,
      method,
      input,
      ...(isMutation ? { commandId: newCommandId() } : {}),
      ...(as === undefined ? {} : { as }),
    };
    return new Promise((resolve, reject) => {
      if (JSON.stringify(frame).length > frameCapBytes) {
        reject(new LanekeeperError('too-large', `${method} would send more than ${frameCapBytes} bytes at once.`));
        return;
      }
      const timer = setTimeout(() => settle(id, gaveUp(method, isMutation)), giveUpAfterMs(method));
      const entry: PendingCall = {
        frame,
        method,
        resolve: resolve as (value: unknown) => void,
        reject,
        timer,
        wasSent: false,
      };
      pending.set(id, entry);
      transmit(entry);
    });
  }

  function subscribe(wanted: SubscribeOptions): () => void {
    lastId += 1;
    const id = lastId;
    const live: LiveSubscription = { options: wanted, sequence: new Sequence(), queue: [], hasGap: false };
    subscriptions.set(id, live);
    if (wire !== null) announce(id, live);
    return () => {
      subscriptions.delete(id);
      wire?.send({ t: 'unsubscribe', id });
    };
  }

  return {
    start: () => void connect(),
    stop: () => {
      isStopped = true;
      clearTimeout(retryTimer);
      wire?.close();
    },
    call,
    subscribe,
  };
}

const lostLine = 'The line to the runtime broke before it answered.';

function gaveUp(method: MethodName, isMutation: boolean): LanekeeperError {
  return isMutation
    ? new LanekeeperError('outcome-unknown', `No answer came to ${method}. It may or may not have been done.`)
    : new LanekeeperError('unreachable', `No answer came to ${method}.`);
}

function mismatch(method: MethodName, path: string): LanekeeperError {
  return new LanekeeperError('internal', `The runtime's answer to ${method} does not have the agreed shape (${path}).`);
}
