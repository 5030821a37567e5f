import type { Delegation, Snooze } from '../../../shared/domain/duty.ts';
import type { Person } from '../../../shared/domain/person.ts';
import type { AtMs } from '../../../shared/ids.ts';

/** What was seen when it was asked for (A8): any other hash or version is refused. */
interface SeenItem {
  readonly envelopeHash: string;
  readonly version: number;
}

/** What people do with an item beside deciding on it, and what its own clock does. None of it approves anything. */
export type DutyCommand =
  /** `to` null: whoever is next in its chain. */
  | (SeenItem & { readonly kind: 'escalate'; readonly by: Person; readonly to: string | null; readonly reason: string })
  /** Hides it from one person's list; `untilMs` null: no longer. */
  | (SeenItem & {
      readonly kind: 'snooze';
      readonly by: Person;
      readonly untilMs: AtMs | null;
      readonly event: Snooze['event'];
    })
  /** Somebody else decides in this person's place until then. */
  | (SeenItem & {
      readonly kind: 'delegate';
      readonly by: Person;
      readonly to: string;
      readonly untilMs: AtMs;
      readonly reason: string;
    })
  /** Who asked for it takes the request back. */
  | (SeenItem & { readonly kind: 'take-back'; readonly by: Person; readonly reason: string })
  /** Something of it is due by its own clock: a reminder, the next in its chain, the end of a delegation. */
  | { readonly kind: 'due' };

/** `by` is a printed name, null for Lanekeeper itself. */
export type DutyEvent =
  | {
      readonly type: 'duty.escalated';
      readonly to: string;
      readonly toName: string;
      readonly by: string | null;
      readonly reason: string;
      /** How far into its chain that is. */
      readonly escalations: number;
    }
  /** When it is escalated by itself next; null: never. */
  | { readonly type: 'duty.chain-due'; readonly nextMs: AtMs | null }
  | {
      readonly type: 'duty.delegated';
      readonly delegation: Delegation;
      readonly toName: string;
      readonly reason: string;
    }
  | { readonly type: 'duty.delegation-ended'; readonly delegation: Delegation }
  | {
      readonly type: 'duty.snoozed';
      readonly personId: string;
      readonly by: string;
      readonly snooze: Snooze | null;
    }
  | { readonly type: 'duty.reminded'; readonly expiresAtMs: AtMs };
