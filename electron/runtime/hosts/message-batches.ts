import type { MessagePort, Transferable, Worker } from 'node:worker_threads';

/**
 * Messages to another thread, put together: one wake-up of it for all that a commit or a turn brought, and one JSON
 * text, which crosses in a fraction of the time of the objects. Values JSON cannot carry are refused where they are sent.
 */
export interface BatchedLine<M> {
  send(message: M): void;
  /** Sends a message that hands ports over; it keeps its place among the others. */
  transfer(message: M, ports: readonly Transferable[]): void;
}

/** `later` calls once, when everything that belongs together has been sent. */
export function batchedLine<M>(
  port: Pick<MessagePort | Worker, 'postMessage'>,
  later: (flush: () => void) => void,
): BatchedLine<M> {
  let texts: string[] = [];

  function flush(): void {
    if (texts.length === 0) return;
    const batch = `[${texts.join()}]`;
    texts = [];
    port.postMessage(batch);
  }

  return {
    send(message) {
      texts.push(JSON.stringify(message));
      if (texts.length === 1) later(flush);
    },
    transfer(message, ports) {
      flush();
      port.postMessage(message, [...ports]);
    },
  };
}

/** The messages of what came over a batched line. */
export function messagesOf<M>(received: unknown): readonly M[] {
  return typeof received === 'string' ? (JSON.parse(received) as readonly M[]) : [received as M];
}
