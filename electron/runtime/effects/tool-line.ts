import type { MessagePort } from 'node:worker_threads';
import type { ToolReply, ToolRequest } from '../tools/protocol.ts';

type Asking = Exclude<ToolRequest, { kind: 'close' }>;
type Omitted<T> = T extends unknown ? Omit<T, 'seq'> : never;

/** The engine's line to the tool thread: one answer for each request, and none after the thread is gone. */
export interface ToolLine {
  ask<K extends Extract<ToolReply, { seq: number }>['kind']>(
    kind: K,
    request: Omitted<Asking>,
  ): Promise<Extract<ToolReply, { kind: K }>>;
  /** The thread died: what was under way is in doubt. */
  lost(): void;
  attach(port: MessagePort): void;
}

export class ToolThreadLost extends Error {}

/** `need` is told once, when the first request has nobody to go to: what never acts keeps no tool thread. */
export function createToolLine(need: () => void): ToolLine {
  const waiting = new Map<number, { resolve: (reply: ToolReply) => void; reject: (error: Error) => void }>();
  let seq = 0;
  let port: MessagePort | null = null;
  let isNeeded = false;
  const queued: { readonly request: ToolRequest }[] = [];
  return {
    ask: (kind, request) => {
      seq += 1;
      const asked = { ...request, seq } as ToolRequest;
      return new Promise((resolve, reject) => {
        waiting.set(seq, {
          resolve: (reply) =>
            reply.kind === kind ? resolve(reply as never) : reject(new Error(`the tool thread answered ${reply.kind}`)),
          reject,
        });
        if (port !== null) return port.postMessage(asked);
        queued.push({ request: asked });
        if (!isNeeded) need();
        isNeeded = true;
      });
    },
    lost() {
      port = null;
      for (const call of waiting.values()) call.reject(new ToolThreadLost('The tool thread ended.'));
      waiting.clear();
      queued.length = 0;
    },
    attach(opened) {
      port = opened;
      opened.on('message', (reply: ToolReply) => {
        if (!('seq' in reply)) return;
        const call = waiting.get(reply.seq);
        waiting.delete(reply.seq);
        call?.resolve(reply);
      });
      for (const { request } of queued.splice(0)) opened.postMessage(request);
    },
  };
}
