import type { MessagePort } from 'node:worker_threads';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { ParamProblem } from '../../../shared/domain/edit.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { Preparation, ProbeVerdict, ToolContext, ToolOutcome, ToolPlaces } from './contract.ts';

/** Given to the tool thread as `workerData`. */
export interface ToolThreadData {
  readonly places: ToolPlaces;
  /** `name:n`: the crash point at which a fault test ends the process. */
  readonly crashAt?: string | null;
}

/** Everything the tool thread is sent: a request, or another channel whose requests it answers on that channel. */
export type ToolThreadMessage = ToolRequest | { readonly kind: 'port'; readonly port: MessagePort };

/** Engine -> tool thread. `seq` is answered exactly once. */
export type ToolRequest =
  | {
      readonly seq: number;
      readonly kind: 'prepare';
      readonly items: readonly { readonly toolId: string; readonly target: string; readonly params: JsonObject }[];
      readonly context: ToolContext;
    }
  /** What a person has written for a tool: held against its schema, problem by problem, and prepared if it fits. */
  | {
      readonly seq: number;
      readonly kind: 'examine';
      readonly toolId: string;
      readonly target: string;
      readonly params: JsonObject;
      readonly context: ToolContext;
    }
  | {
      readonly seq: number;
      readonly kind: 'execute';
      readonly envelope: Envelope;
      readonly key: string;
      readonly context: ToolContext;
    }
  | {
      readonly seq: number;
      readonly kind: 'probe';
      readonly envelope: Envelope;
      readonly key: string;
      readonly context: ToolContext;
    }
  | {
      readonly seq: number;
      readonly kind: 'compensate';
      readonly envelope: Envelope;
      /** Of what is undone. */
      readonly key: string;
      /** Of the undoing itself: what a recall knows it by. */
      readonly ownKey: string;
      readonly receipt: JsonObject;
      readonly context: ToolContext;
    }
  /** Emergency stop: queued executes and compensations (all, or those of `keys`) that have not started are answered `not-applied`. */
  | { readonly seq: number; readonly kind: 'recall'; readonly keys: readonly string[] | null }
  | { readonly seq: number; readonly kind: 'close' };

/** Tool thread -> engine. */
export type ToolReply =
  | { readonly kind: 'ready' }
  | { readonly seq: number; readonly kind: 'prepared'; readonly results: readonly Preparation[] }
  | {
      readonly seq: number;
      readonly kind: 'examined';
      readonly problems: readonly ParamProblem[];
      readonly preparation: Preparation;
    }
  | { readonly seq: number; readonly kind: 'outcome'; readonly outcome: ToolOutcome }
  | { readonly seq: number; readonly kind: 'probed'; readonly verdict: ProbeVerdict }
  | {
      readonly seq: number;
      readonly kind: 'recalled';
      /** Keys of what was taken back before it started. */
      readonly recalled: readonly string[];
      /** Keys of what was already under way. */
      readonly inFlight: readonly string[];
    }
  | { readonly seq: number; readonly kind: 'closed' };
