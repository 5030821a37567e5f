import type { RunSummary } from '../../../shared/domain/run.ts';
import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import { acting, type Acting, type Handler } from '../engine/acting.ts';
import type { Activations } from '../engine/activation-port.ts';
import type { Engine, Keys, Decide } from '../engine/engine-port.ts';
import type { Stores } from '../store/stores.ts';
import { changeQueue, createQueue, pauseQueue, removeQueue, resumeQueue } from './decide-queue.ts';
import { placeRun, type Placing } from './place-run.ts';

export interface QueueWorld {
  readonly engine: Engine;
  readonly stores: Pick<Stores, 'queues'>;
  readonly activations: Activations;
}

/** Each is final with its transaction; the lines in memory follow it, and are made from the rows after a crash. */
export function createQueueCommands({ engine, stores, activations }: QueueWorld): Readonly<Record<string, Handler>> {
  async function change<R>(name: string, decide: Decide<Keys, R>, call: Acting): Promise<R> {
    const queue = await engine.transact({}, decide, call.options);
    activations.queueChanged(name);
    return queue;
  }

  async function place(
    { runId, reason }: { readonly runId: string; readonly reason: string },
    placing: Placing,
    call: Acting,
  ): Promise<RunSummary> {
    const summary = await engine.transact({ run: runId }, placeRun(acting(call), placing, reason), call.options);
    activations.moved(runId);
    return summary;
  }

  return {
    'queue.create': (input: MethodArguments<'queue.create'>, call) =>
      change(input.name, createQueue(acting(call), input), call),
    'queue.change': (input: MethodArguments<'queue.change'>, call) =>
      change(input.name, changeQueue(acting(call), input), call),
    'queue.pause': ({ name, reason }: MethodArguments<'queue.pause'>, call) =>
      change(name, pauseQueue(acting(call), name, reason), call),
    'queue.resume': ({ name }: MethodArguments<'queue.resume'>, call) =>
      change(name, resumeQueue(acting(call), name), call),
    'queue.remove': (input: MethodArguments<'queue.remove'>, call) =>
      change(input.name, removeQueue(acting(call), input, stores.queues.namedBy), call),
    'run.prioritise': (input: MethodArguments<'run.prioritise'>, call) =>
      place(input, { verb: 'prioritise', priority: input.priority }, call),
    'run.move': (input: MethodArguments<'run.move'>, call) => place(input, { verb: 'move', queue: input.queue }, call),
    'run.delay': (input: MethodArguments<'run.delay'>, call) =>
      place(input, { verb: 'delay', delayMs: input.delayMs }, call),
    'queue.oldest': async ({ names }: { readonly names: readonly string[] }) =>
      names.map((name) => activations.queueFacts(name).oldestSinceMs),
    'queue.order': async ({ name, limit }: { readonly name: string; readonly limit: number }) =>
      activations.queueOrder(name, limit),
  };
}
