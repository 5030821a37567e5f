import type { Money } from '../../../shared/domain/money.ts';
import type { BacktestCase } from '../../../shared/domain/grant-backtest.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { JsonObject } from '../../../shared/json.ts';

/** An action that one person was asked about, and what became of it. */
export interface PastAction {
  readonly approvalId: string;
  readonly title: string;
  readonly fingerprint: string;
  readonly target: string;
  readonly params: JsonObject;
  readonly effectClass: string;
  readonly money: Money | null;
  readonly atMs: AtMs;
  /** Its bytes could be shown for certain, and input chose nothing of it: a standing grant could have decided on it. */
  readonly couldBeGranted: boolean;
  readonly isApproved: boolean;
  /** What a person had against it; null: nothing that is known. */
  readonly against: Pick<BacktestCase, 'verdict' | 'by' | 'reason'> | null;
}
