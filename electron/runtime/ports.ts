import type { GenerateRequest, GenerateResult, ModelEvent, PassedOver } from '../../shared/domain/model-call.ts';
import type { AtMs, Ms } from '../../shared/ids.ts';

/** Time as the engine sees it. `now` is wall time; trusted time is made from both by the engine. */
export interface Clock {
  now(): AtMs;
  /** Milliseconds since some fixed moment of this process; never goes back. */
  monotonic(): Ms;
  /** Calls once at or after `delay`; the returned function cancels. */
  after(delay: Ms, call: () => void): () => void;
}

export interface Ids {
  /** A UUIDv7: time-ordered, so that hot keys append. */
  uuid(): string;
  /**
   * Ids made from now on follow this one. Rows are read in the order of their ids, and a clock that was set back while
   * nothing ran would put what is done now before what was done then.
   */
  follow(id: string): void;
  /** A random 128-bit hex string. */
  nonce(): string;
}

export interface Logger {
  info(message: string, facts?: Record<string, unknown>): void;
  warn(message: string, facts?: Record<string, unknown>): void;
  error(message: string, facts?: Record<string, unknown>): void;
}

/** Values of secrets by reference name. */
export interface Secrets {
  read(reference: string): Promise<string | null>;
}

/** Who waits for an answer, and how. */
export interface ModelListening {
  /** Closes the stream; the call then fails with `model-stopped`. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: ModelEvent) => void;
}

export interface ModelCall extends ModelListening {
  /** The profile of who asks, as which the embedded engine reads the console; null: nobody. */
  readonly as: string | null;
  /** What is selected beside the conversation. */
  readonly about?: { readonly kind: 'run' | 'approval' | 'agent'; readonly id: string };
}

/** One that answers model calls. Fails with a `ModelError` (shared/domain/model-failure.ts). */
export interface ModelProvider {
  generate(request: GenerateRequest, call: ModelCall): Promise<GenerateResult>;
}

/** The most a call may use, in the form a reservation takes: one sum for each currency of the endpoints it may reach. */
export interface ModelEstimate {
  readonly tokens: number;
  readonly money: readonly string[];
}

/** A response that a provider works on, and keeps, whether anybody listens or not. */
export interface BackgroundResponse {
  readonly endpointId: string;
  /** As the chain names it, for its price. */
  readonly model: string;
  readonly responseId: string;
  readonly passedOver: readonly PassedOver[];
}

export interface Following extends ModelListening {
  /** What was asked: its size is the upper bound of a usage that is missing or cannot be. */
  readonly request: GenerateRequest;
}

/** All models of a workspace as one: each call goes along the chain of its purpose and labels. */
export interface Models extends ModelProvider {
  estimate(request: GenerateRequest): Promise<ModelEstimate>;
  /**
   * Begins a response in the provider's background mode; null where no endpoint of the chain has one, so that the call
   * is an ordinary one. Its id has to be recorded before it is followed.
   */
  begin(request: GenerateRequest, call: Pick<ModelCall, 'signal'>): Promise<BackgroundResponse | null>;
  /**
   * Waits for its end, after any restart too: asks for what it has said, polls where it cannot be listened to. Stopping
   * to listen stops nothing else. Fails with `response-lost` where the provider no longer knows it.
   */
  follow(response: BackgroundResponse, following: Following): Promise<GenerateResult>;
  /** Ends it at its provider. What it used until then is still charged. */
  cancel(response: BackgroundResponse, signal: AbortSignal): Promise<void>;
}
