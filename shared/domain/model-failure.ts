import { LanekeeperError, type ErrorCode } from '../errors.ts';
import type { Ms } from '../ids.ts';
import type { PassedOver } from './model-call.ts';

export type ModelFailureCode = Extract<ErrorCode, `model-${string}` | 'response-lost' | 'egress-denied'>;

/** What to make of a call that failed. */
export interface FailureTerms {
  /**
   * `free`: asking again is safe and costs nothing that was not going to be paid. `may-cost`: what failed may have
   * been paid for, so asking again may be a second cost. `useless`: the same request would end the same.
   */
  readonly again: 'free' | 'may-cost' | 'useless';
  /** Of its reservation: given back, or charged as unknown. */
  readonly charge: 'nothing' | 'unknown';
}

export const failureTerms: Readonly<Record<ModelFailureCode, FailureTerms>> = {
  'model-rate-limited': { again: 'free', charge: 'nothing' },
  'model-unavailable': { again: 'free', charge: 'nothing' },
  'model-timeout': { again: 'may-cost', charge: 'unknown' },
  'model-cut': { again: 'may-cost', charge: 'unknown' },
  'model-bad-answer': { again: 'may-cost', charge: 'unknown' },
  'model-refused-request': { again: 'useless', charge: 'nothing' },
  'model-unauthorised': { again: 'useless', charge: 'nothing' },
  'model-stopped': { again: 'may-cost', charge: 'unknown' },
  'response-lost': { again: 'may-cost', charge: 'unknown' },
  'egress-denied': { again: 'useless', charge: 'nothing' },
};

export interface ModelFailureFacts {
  readonly endpointId: string;
  /** When the provider says that it may be asked again; null: it does not say. */
  readonly retryAfterMs?: Ms | null;
  /** Endpoints of the chain that had not answered before. */
  readonly passedOver?: readonly PassedOver[];
  /** Where more is known of this one than of its kind. */
  readonly terms?: FailureTerms;
  readonly hint?: string;
  readonly cause?: unknown;
}

/** A model call that came to no answer. Its message holds no key and no text that was sent. */
export class ModelError extends LanekeeperError {
  override readonly code: ModelFailureCode;
  readonly endpointId: string;
  readonly retryAfterMs: Ms | null;
  readonly passedOver: readonly PassedOver[];
  readonly terms: FailureTerms;

  constructor(code: ModelFailureCode, message: string, facts: ModelFailureFacts) {
    const { endpointId, retryAfterMs = null, passedOver = [], terms = failureTerms[code], ...options } = facts;
    super(code, message, options);
    this.name = 'ModelError';
    this.code = code;
    this.endpointId = endpointId;
    this.retryAfterMs = retryAfterMs;
    this.passedOver = passedOver;
    this.terms = terms;
  }
}
