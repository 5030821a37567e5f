import type { MethodArguments, MethodName, MethodOutput } from '../../../shared/ipc/methods.ts';
import type { EngineLine } from './engine-line.ts';
import type { ReadLine } from './read-line.ts';

export interface QueueDeskOptions {
  readonly engine: EngineLine;
  readonly screens: ReadLine;
}

type Answers = { readonly [M in MethodName]?: (input: MethodArguments<M>) => Promise<unknown> };

/** Queues as their rows tell them, with what only the engine knows: who is next, and who has waited longest. */
export function createQueueDesk({ engine, screens }: QueueDeskOptions): Answers {
  const ask = (method: string, input: unknown): Promise<unknown> =>
    engine.call({ method, input, as: null, command: null });

  async function withOldest<Q extends { readonly name: string }>(queues: readonly Q[]): Promise<Q[]> {
    const names = queues.map(({ name }) => name);
    const oldest = (await ask('queue.oldest', { names })) as readonly (number | null)[];
    return queues.map((queue, at) => ({ ...queue, oldestSinceMs: oldest[at] ?? null }));
  }

  return {
    async 'queue.list'() {
      const { queues } = (await screens.ask('queue.list', {})) as MethodOutput<'queue.list'>;
      return { queues: await withOldest(queues) };
    },
    async 'queue.show'(input) {
      const order = await ask('queue.order', input);
      const shown = (await screens.ask('queue.show', { ...input, order })) as MethodOutput<'queue.show'>;
      const [queue] = await withOldest([shown.queue]);
      return { ...shown, queue };
    },
  };
}
