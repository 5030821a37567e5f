import type { MessagePort } from 'node:worker_threads';
import type { GenerateRequest, GenerateResult } from '../../../shared/domain/model-call.ts';
import type { Json } from '../../../shared/json.ts';
import { AgentError } from '../sdk/agent-error.ts';
import type { Spent } from '../sdk/types.ts';
import { enterAgain } from './at-work.ts';
import type { BackgroundResponse } from '../ports.ts';
import { hasLeft } from './left-host.ts';
import type { GenerateAsk, ModelAsk, ModelFault, ModelReply } from './models-protocol.ts';

/** A model call that gave no answer, with what the durable retry has to know. */
export class ModelCallError extends AgentError {
  readonly fault: ModelFault;

  constructor(fault: ModelFault) {
    super(fault.error.code, fault.error.message, fault.error.hint);
    this.fault = fault;
  }
}

export interface GenerateCall extends GenerateAsk {
  readonly signal: AbortSignal;
  /** Resolves when the response is journaled. */
  readonly keep: (response: BackgroundResponse) => Promise<void>;
}

export interface Generated {
  readonly result: GenerateResult;
  readonly isCostUnknown: boolean;
}

/** The host's way to models and to the console's own answers; the thread itself can reach neither. */
export interface ModelClient {
  estimate(request: GenerateRequest): Promise<Spent>;
  generate(call: GenerateCall): Promise<Generated>;
  query(runId: string, tool: string, args: Json, signal: AbortSignal): Promise<Json>;
}

type Waiting = {
  readonly resolve: (reply: ModelReply) => void;
  readonly reject: (error: Error) => void;
  readonly responding: (response: BackgroundResponse) => void;
};

export function createModelClient(port: MessagePort): ModelClient {
  const waiting = new Map<number, Waiting>();
  let seq = 0;
  port.on('message', (reply: ModelReply) => {
    const call = waiting.get(reply.seq);
    if (reply.kind === 'responding') return call?.responding(reply.response);
    waiting.delete(reply.seq);
    if (reply.kind === 'model-failed') call?.reject(new ModelCallError(reply.fault));
    else call?.resolve(reply);
  });

  async function ask<K extends ModelReply['kind']>(
    kind: K,
    make: (seq: number) => ModelAsk,
    { signal, responding = () => {} }: { signal?: AbortSignal; responding?: Waiting['responding'] } = {},
  ): Promise<Extract<ModelReply, { kind: K }>> {
    seq += 1;
    const asked = seq;
    const stop = (): void =>
      port.postMessage({ kind: 'stop', seq: asked, isForGood: !hasLeft(signal?.reason) } satisfies ModelAsk);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const reply = await new Promise<ModelReply>((resolve, reject) => {
        waiting.set(asked, { resolve, reject, responding });
        port.postMessage(make(asked));
        if (signal?.aborted === true) stop();
      });
      enterAgain();
      if (reply.kind !== kind) throw new Error(`unexpected ${reply.kind}`);
      return reply as Extract<ModelReply, { kind: K }>;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  return {
    async estimate(request) {
      return (await ask('estimated', (asked) => ({ kind: 'estimate', seq: asked, request }))).estimate;
    },
    async generate({ signal, keep, ...call }) {
      let own = 0;
      const make = (asked: number): ModelAsk => {
        own = asked;
        return { kind: 'generate', seq: asked, ...call };
      };
      const responding = (response: BackgroundResponse): void => {
        // Not journaled, it is not followed either: the run is over, and its call with it.
        void keep(response).then(() => port.postMessage({ kind: 'follow', seq: own } satisfies ModelAsk));
      };
      const { result, isCostUnknown } = await ask('generated', make, { signal, responding });
      return { result, isCostUnknown };
    },
    async query(runId, tool, args, signal) {
      const make = (asked: number): ModelAsk => ({ kind: 'query', seq: asked, runId, tool, args });
      return (await ask('answered', make, { signal })).answer;
    },
  };
}
