/** Runs work with a bounded number at once; work that shares a lock never overlaps and keeps its order. */
export interface DispatchQueue {
  run<T>(job: Job<T>): Promise<T>;
  /** Takes back what has not started, where `which` says so; it answers with its `recalled` value. */
  recall(which: (id: string) => boolean): {
    readonly recalled: readonly string[];
    readonly inFlight: readonly string[];
  };
  /** Resolves when nothing is queued or running. */
  idle(): Promise<void>;
}

interface Job<T> {
  readonly id: string;
  readonly locks: readonly string[];
  readonly recalled: T;
  readonly work: () => Promise<T>;
}

interface Waiting {
  readonly id: string;
  readonly locks: readonly string[];
  start(): Promise<void>;
  takeBack(): void;
}

/** A queue with `slots` jobs at once. */
export function createDispatchQueue(slots: number): DispatchQueue {
  let waiting: Waiting[] = [];
  const running = new Set<Waiting>();
  const held = new Set<string>();
  let idleWaiters: (() => void)[] = [];
  return { run, recall, idle };

  function run<T>(job: Job<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      waiting.push({
        id: job.id,
        locks: job.locks,
        start: () => job.work().then(resolve, reject),
        takeBack: () => resolve(job.recalled),
      });
      startReady();
    });
  }

  function recall(which: (id: string) => boolean) {
    const back = waiting.filter((entry) => which(entry.id));
    waiting = waiting.filter((entry) => !back.includes(entry));
    for (const entry of back) entry.takeBack();
    const inFlight = [...running].map((entry) => entry.id).filter((id) => which(id));
    startReady();
    return { recalled: back.map((entry) => entry.id), inFlight };
  }

  function idle(): Promise<void> {
    if (waiting.length === 0 && running.size === 0) return Promise.resolve();
    return new Promise((resolve) => idleWaiters.push(resolve));
  }

  /** Starts in order; a lock wanted by an earlier waiter is not given to a later one. */
  function startReady(): void {
    const wanted = new Set<string>();
    const still: Waiting[] = [];
    for (const entry of waiting) {
      const free = running.size < slots && !entry.locks.some((lock) => held.has(lock) || wanted.has(lock));
      if (free) start(entry);
      else {
        still.push(entry);
        for (const lock of entry.locks) wanted.add(lock);
      }
    }
    waiting = still;
    if (waiting.length > 0 || running.size > 0) return;
    const waiters = idleWaiters;
    idleWaiters = [];
    for (const resolve of waiters) resolve();
  }

  function start(entry: Waiting): void {
    running.add(entry);
    for (const lock of entry.locks) held.add(lock);
    void entry.start().finally(() => {
      running.delete(entry);
      for (const lock of entry.locks) held.delete(lock);
      startReady();
    });
  }
}
