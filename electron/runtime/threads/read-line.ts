import { Worker } from 'node:worker_threads';
import { fromWireError, LanekeeperError } from '../../../shared/errors.ts';
import type { Ms } from '../../../shared/ids.ts';
import { entryUrl } from '../entries.ts';
import type { Clock } from '../ports.ts';
import type { FromRead, ReadThreadData, ToRead } from '../store/read-thread.ts';
import { systemClock } from '../system-ports.ts';

/** A read thread that does not answer by then is replaced. */
const stuckMs = 60_000;
/** A reader that nobody has asked for so long ends: a console nobody looks at holds none in memory. */
const unaskedMs: Ms = 60_000;

/** The supervisor's line to one read thread; one that is dead, stuck or let go is replaced at the next question. */
export interface ReadLine {
  ask(method: string, input: unknown): Promise<unknown>;
  /** Loads its code; the database is opened with the first question. */
  warm(): void;
  close(): Promise<void>;
}

export function openReads(data: ReadThreadData, name: string, after: Clock['after'] = systemClock.after): ReadLine {
  const waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void; late: NodeJS.Timeout }
  >();
  let seq = 0;
  let worker: Worker | null = null;
  let closed = false;
  let stay: () => void = () => {};

  /** Not one that has the database to itself: it could not have it back. */
  function letGoSoon(): void {
    stay();
    if (data.isAlone !== true && waiting.size === 0) stay = after(unaskedMs, letGo);
  }

  function letGo(): void {
    // Its end concerns no question any more: those that come meanwhile go to the next reader.
    worker?.removeAllListeners('exit');
    void worker?.terminate();
    worker = null;
  }

  function thread(): Worker {
    if (worker !== null) return worker;
    const started = new Worker(entryUrl('read-thread'), {
      workerData: data,
      name,
      resourceLimits: { maxYoungGenerationSizeMb: 6 },
    });
    started.on('message', (reply: FromRead) => {
      const call = waiting.get(reply.seq);
      waiting.delete(reply.seq);
      clearTimeout(call?.late);
      if (reply.ok) call?.resolve(reply.value);
      else call?.reject(fromWireError(reply.error));
      letGoSoon();
    });
    let cause: unknown;
    started.on('error', (error) => (cause = error));
    started.once('exit', () => {
      if (worker === started) worker = null;
      for (const [asked, call] of waiting) {
        clearTimeout(call.late);
        call.reject(
          new LanekeeperError('internal', 'The reader ended before it answered; nothing was changed. Ask again.', {
            cause,
          }),
        );
        waiting.delete(asked);
      }
    });
    worker = started;
    return started;
  }

  return {
    ask: (method, input) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new LanekeeperError('unreachable', 'The runtime is closing.'));
        stay();
        seq += 1;
        const late = setTimeout(() => void worker?.terminate(), stuckMs);
        waiting.set(seq, { resolve, reject, late });
        thread().postMessage({ seq, method, input } satisfies ToRead);
      }),
    warm: () => void thread(),
    async close() {
      closed = true;
      stay();
      await worker?.terminate();
    },
  };
}
