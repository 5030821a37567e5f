import type { TopicName } from '../../../shared/ipc/topics.ts';
import { subscribe } from '../bridge.ts';
import type { LiveEvent } from '../bridge/subscription.ts';

export interface LiveQueryOptions<T> {
  /** Reads the rows as they are now. */
  readonly read: () => Promise<T>;
  readonly topics: readonly TopicName[];
  readonly key?: string;
  readonly onSnapshot: (snapshot: T) => void;
  /** May repeat what the snapshot holds already, never skip what came after it. */
  readonly onEvents: (events: readonly LiveEvent[]) => void;
  readonly onError: (error: unknown) => void;
}

export interface LiveQuery {
  /** Reads again now. */
  reload(): Promise<void>;
  stop(): void;
}

const calmMs = 1_000;

/**
 * Keeps a view of the store: follows first, then reads, so that nothing committed in between is missed; what arrives
 * while a snapshot is being read is kept until it is there. Reads again after a gap, at most once a second.
 */
export function liveQuery<T>(options: LiveQueryOptions<T>): LiveQuery {
  const { topics, key, onEvents } = options;
  let kept: LiveEvent[] | null = [];
  let isStopped = false;
  let generation = 0;
  let lastReadMs = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function reload(): Promise<void> {
    generation += 1;
    const mine = generation;
    clearTimeout(timer);
    timer = undefined;
    lastReadMs = performance.now();
    kept ??= [];
    try {
      const snapshot = await options.read();
      if (!isStopped && mine === generation) options.onSnapshot(snapshot);
    } catch (error) {
      if (!isStopped && mine === generation) options.onError(error);
    }
    if (!isStopped && mine === generation) passOn();
  }

  function passOn(): void {
    const events = kept ?? [];
    kept = null;
    if (events.length > 0) onEvents(events);
  }

  function onGap(): void {
    if (isStopped || timer !== undefined) return;
    const waitMs = Math.max(0, lastReadMs + calmMs - performance.now());
    if (waitMs === 0) void reload();
    else timer = setTimeout(() => void reload(), waitMs);
  }

  const unsubscribe = subscribe({
    topics,
    key,
    onEvents: (events) => {
      if (kept === null) onEvents(events);
      else kept.push(...events);
    },
    onGap,
  });
  void reload();
  return {
    reload,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      unsubscribe();
    },
  };
}
