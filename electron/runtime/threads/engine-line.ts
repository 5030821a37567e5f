import { Worker } from 'node:worker_threads';
import { fromWireError, LanekeeperError } from '../../../shared/errors.ts';
import { entryUrl } from '../entries.ts';
import { batchedLine, messagesOf } from '../hosts/message-batches.ts';
import type { EngineCall, EngineThreadData, FromEngine, ToEngine } from '../engine/engine-protocol.ts';
import { DamagedError } from '../store/damaged-error.ts';
import type { MessagePort } from 'node:worker_threads';

/** What it says by itself. */
export type EngineTold = Exclude<FromEngine, { kind: 'reply' | 'opened' | 'open-failed' | 'closed' }>;

/** The supervisor's line to the engine thread. */
export interface EngineLine {
  readonly opened: Extract<FromEngine, { kind: 'opened' }>;
  call(call: EngineCall): Promise<unknown>;
  tell(message: Exclude<ToEngine, { kind: 'call' }>, transfer?: readonly MessagePort[]): void;
  close(): Promise<void>;
}

/** Starts the engine thread and waits until it owns its database. */
export async function openEngine(
  data: EngineThreadData,
  on: { told: (message: EngineTold) => void; gone: (reason: string) => void },
): Promise<EngineLine> {
  const worker = new Worker(entryUrl('engine-thread'), {
    workerData: data,
    name: 'engine',
    resourceLimits: { maxYoungGenerationSizeMb: 12 },
  });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const line = batchedLine<ToEngine>(worker, (flush) => process.nextTick(flush));
  let seq = 0;
  let closing = false;
  let tellClosed: () => void = () => {};
  const opened = await new Promise<Extract<FromEngine, { kind: 'opened' }>>((resolve, reject) => {
    worker.on('message', (received: unknown) => {
      for (const message of messagesOf<FromEngine>(received)) hear(message);
    });
    function hear(message: FromEngine): void {
      switch (message.kind) {
        case 'opened':
          return resolve(message);
        case 'open-failed':
          closing = true;
          // Once it has ended: until then it may hold the database.
          return void worker
            .terminate()
            .then(() =>
              reject(message.rungs === null ? fromWireError(message.error) : new DamagedError(message.rungs)),
            );
        case 'reply': {
          const call = waiting.get(message.seq);
          waiting.delete(message.seq);
          return message.ok ? call?.resolve(message.value) : call?.reject(fromWireError(message.error));
        }
        case 'closed':
          return tellClosed();
        default:
          return on.told(message);
      }
    }
    let fault = '';
    worker.once('error', (error: Error) => {
      fault = `: ${error.stack ?? error.message}`;
      reject(error);
    });
    worker.once('exit', () => {
      for (const call of waiting.values())
        call.reject(
          new LanekeeperError(
            'outcome-unknown',
            'The engine ended before it answered; what became of this is read again at restart.',
          ),
        );
      tellClosed();
      if (!closing) on.gone(`the engine thread ended${fault}`);
    });
  });
  return {
    opened,
    call: (call) => {
      seq += 1;
      const asked = seq;
      return new Promise((resolve, reject) => {
        waiting.set(asked, { resolve, reject });
        line.send({ kind: 'call', seq: asked, call });
      });
    },
    tell: (message, ports = []) => (ports.length === 0 ? line.send(message) : line.transfer(message, ports)),
    close() {
      closing = true;
      return new Promise((resolve) => {
        // Not left to end by itself: what it had set to happen later would keep it for minutes.
        tellClosed = () => void worker.terminate().then(() => resolve());
        line.send({ kind: 'close' });
      });
    },
  };
}
