import type { GenerateRequest, GenerateResult, PassedOver } from '../../../shared/domain/model-call.ts';
import type { RunError } from '../../../shared/domain/run.ts';
import type { Json } from '../../../shared/json.ts';
import type { BackgroundResponse, ModelCall } from '../ports.ts';
import type { Spent } from '../sdk/types.ts';

/** Which call it is: a delta is shown beside its own. */
export interface CallPlace {
  readonly runId: string;
  readonly path: string;
  readonly attempt: number;
}

export interface GenerateAsk {
  readonly place: CallPlace;
  readonly request: GenerateRequest;
  /** The profile that asks, and what is selected beside the conversation. */
  readonly as: string | null;
  readonly about: NonNullable<ModelCall['about']> | null;
  /** The run is in no hurry: the provider's background mode may be used where the request allows it. */
  readonly mayWait: boolean;
  /** It was begun before, by a host that has gone: it is followed, not asked again. */
  readonly resume: BackgroundResponse | null;
}

/** Host -> model desk on the main thread. The host opens no connection and knows no key. */
export type ModelAsk =
  | { readonly kind: 'estimate'; readonly seq: number; readonly request: GenerateRequest }
  | ({ readonly kind: 'generate'; readonly seq: number } & GenerateAsk)
  /** Its response is journaled: it may be followed. */
  | { readonly kind: 'follow'; readonly seq: number }
  | { readonly kind: 'query'; readonly seq: number; readonly runId: string; readonly tool: string; readonly args: Json }
  /**
   * Nobody waits for it any more; of a call that streams, what has come so far is its answer. `isForGood` false: the run
   * has only left this host, and follows a response that goes on at its provider from the next one.
   */
  | { readonly kind: 'stop'; readonly seq: number; readonly isForGood: boolean };

/** What became of a call that did not give an answer. */
export interface ModelFault {
  readonly error: RunError;
  /** It may be asked again; after so long, where the provider said. */
  readonly isRetryable: boolean;
  readonly retryAfterMs: number | null;
  /** It was sent and not answered to its end: nobody knows what it cost. */
  readonly isCostUnknown: boolean;
  /** The endpoint that failed, where one was asked. */
  readonly endpointId: string | null;
  readonly passedOver: readonly PassedOver[];
}

/** Model desk -> host. */
export type ModelReply =
  | { readonly kind: 'estimated'; readonly seq: number; readonly estimate: Spent }
  /** Told before it is followed: what is not journaled would be asked, and paid, again. */
  | { readonly kind: 'responding'; readonly seq: number; readonly response: BackgroundResponse }
  | {
      readonly kind: 'generated';
      readonly seq: number;
      readonly result: GenerateResult;
      /** It was stopped before its provider said what it used. */
      readonly isCostUnknown: boolean;
    }
  | { readonly kind: 'answered'; readonly seq: number; readonly answer: Json }
  | { readonly kind: 'model-failed'; readonly seq: number; readonly fault: ModelFault };
