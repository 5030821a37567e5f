import type { MessagePort } from 'node:worker_threads';
import type { Ms } from '../../../shared/ids.ts';
import type { Clock } from '../ports.ts';
import type { ToolReply, ToolRequest } from '../tools/protocol.ts';

/** A tool thread that was asked nothing for so long ends: a workspace where nothing is sent holds none in memory. */
const unaskedMs: Ms = 60_000;

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

/** What of tool threads is asked for: one for a request that has nobody to go to, or the end of one with nothing to do. */
type ToolSupply = 'need-tools' | 'spare-tools';

/** What never acts keeps no tool thread. */
export function createToolLine(tell: (supply: ToolSupply) => void, after: Clock['after']): ToolLine {
  const waiting = new Map<number, { resolve: (reply: ToolReply) => void; reject: (error: Error) => void }>();
  let seq = 0;
  let port: MessagePort | null = null;
  let isNeeded = false;
  let stay: () => void = () => {};
  const queued: { readonly request: ToolRequest }[] = [];

  function spareSoon(): void {
    stay();
    if (port === null || waiting.size > 0) return;
    stay = after(unaskedMs, () => {
      port = null;
      isNeeded = false;
      tell('spare-tools');
    });
  }

  return {
    ask: (kind, request) => {
      stay();
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
        if (!isNeeded) tell('need-tools');
        isNeeded = true;
      });
    },
    lost() {
      stay();
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
        if (port === opened) spareSoon();
      });
      for (const { request } of queued.splice(0)) opened.postMessage(request);
      spareSoon();
    },
  };
}
