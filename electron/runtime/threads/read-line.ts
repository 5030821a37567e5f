import { Worker } from 'node:worker_threads';
import { fromWireError, LanekeeperError } from '../../../shared/errors.ts';
import { entryUrl } from '../entries.ts';
import type { FromRead, ReadThreadData, ToRead } from '../store/read-thread.ts';

/** A read thread that does not answer by then is replaced. */
const stuckMs = 60_000;

/** The supervisor's line to one read thread; a dead or stuck one is replaced at the next question. */
export interface ReadLine {
  ask(method: string, input: unknown): Promise<unknown>;
  close(): Promise<void>;
}

export function openReads(data: ReadThreadData, name: string): ReadLine {
  const waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void; late: NodeJS.Timeout }
  >();
  let seq = 0;
  let worker: Worker | null = null;
  let closed = false;

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
        seq += 1;
        const late = setTimeout(() => void worker?.terminate(), stuckMs);
        waiting.set(seq, { resolve, reject, late });
        thread().postMessage({ seq, method, input } satisfies ToRead);
      }),
    async close() {
      closed = true;
      await worker?.terminate();
    },
  };
}
