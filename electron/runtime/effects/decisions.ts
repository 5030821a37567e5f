import type { ApprovalStatus, DecisionOutcome } from '../../../shared/domain/approval.ts';
import type { Person } from '../../../shared/domain/person.ts';
import { LanekeeperError, toWireError } from '../../../shared/errors.ts';
import { decideApproval } from '../approvals/decide.ts';
import type { ApprovalCommand } from '../approvals/events.ts';
import type { TransactOptions } from '../engine/engine-port.ts';
import type { EffectBundle, EffectState } from '../engine/states.ts';
import type { Stores } from '../store/stores.ts';
import type { Advance } from './advance.ts';
import { refusedDecision } from './refused-decision.ts';

type RepeatableCommand = TransactOptions['command'];

/** Who decides, and the command whose repeat gets the first reply. */
export interface Deciding {
  readonly person: Person;
  readonly repeatable: RepeatableCommand;
}

/** As much of an effect as is needed to move it. */
export type SteppedEffect = Pick<EffectState, 'effectId' | 'runId' | 'compensates'>;

/** One step of an effect, answered with what `reply` makes of it. */
export type StepEffect = <R>(
  effect: SteppedEffect,
  request: Omit<Advance, 'isInHost'>,
  reply: (bundle: EffectBundle) => R,
  how?: TransactOptions,
) => Promise<R>;

/** One item of a batch: decided by the same guard as by itself, and what became of it written with it. */
export interface ItemOfBatch {
  readonly approvalId: string;
  readonly by: Person;
  readonly decide: Advance['decide'];
  readonly kind: ApprovalCommand['kind'];
  readonly outcome: NonNullable<Advance['outcome']>;
  /** Before what waits in the queue: a hold window is running out. */
  readonly isUrgent: boolean;
}

export interface Decisions {
  /** `by` null = the runtime itself. */
  decide(
    approvalId: string,
    by: Person | null,
    command: (bundle: EffectBundle) => ApprovalCommand,
    repeatable?: RepeatableCommand,
  ): Promise<ApprovalStatus>;
  /** Each item by itself, through the same single-item guard; one that is refused does not stop the others. */
  decideAll(
    approvalIds: readonly string[],
    by: Deciding,
    command: (index: number) => ApprovalCommand,
  ): Promise<DecisionOutcome[]>;
  /** Resolves when the outcome is written, whatever it was; throws when nothing could be written. */
  decideItem(item: ItemOfBatch): Promise<void>;
}

/** Decisions on approvals, one transaction each. */
export function createDecisions(stores: Stores, step: StepEffect): Decisions {
  const decide: Decisions['decide'] = async (approvalId, by, command, repeatable) => {
    const found = stores.effects.bundleOfApproval(approvalId);
    if (found === null) throw new LanekeeperError('not-found', `There is no approval ${approvalId}.`);
    const decided: Omit<Advance, 'isInHost'> = {
      by,
      decide: (bundle, env) => decideApproval(bundle, command(bundle), env),
      ...(by === null ? {} : { refusal: (bundle, error) => refusedDecision(bundle, by, command(bundle).kind, error) }),
    };
    return step(found.effect, decided, (bundle) => bundle.approval?.status ?? 'pending', {
      front: true,
      ...(repeatable === undefined ? {} : { command: repeatable }),
    });
  };

  return {
    decide,
    async decideAll(approvalIds, { person, repeatable }, command) {
      // Items answer one by one; an id that was used for another batch is refused before any of them.
      if (repeatable !== undefined) stores.commands.firstReply(repeatable);
      const unsaved: unknown[] = [];
      const outcomes = await Promise.all(
        approvalIds.map(async (approvalId, index): Promise<DecisionOutcome> => {
          const own = repeatable && { ...repeatable, commandId: `${repeatable.commandId}/${approvalId}` };
          try {
            const status = await decide(approvalId, person, () => command(index), own);
            return { approvalId, outcome: 'decided', status };
          } catch (thrown) {
            const error = toWireError(thrown);
            if (error.code === 'disk-full' || error.code === 'degraded') unsaved.push(thrown);
            const status = stores.effects.bundleOfApproval(approvalId)?.approval?.status ?? 'withdrawn';
            return { approvalId, outcome: 'refused', status, reason: error.message };
          }
        }),
      );
      // Where some were decided before the disk was full, each item says what became of it.
      if (unsaved.length > 0 && unsaved.length === outcomes.length) throw unsaved[0];
      return outcomes;
    },
    async decideItem({ approvalId, by, decide: decideIt, kind, outcome, isUrgent }) {
      const found = stores.effects.ofApproval(approvalId);
      if (found === null) throw new LanekeeperError('not-found', `There is no approval ${approvalId}.`);
      const refusal: Advance['refusal'] = (bundle, error) => refusedDecision(bundle, by, kind, error);
      await step(found, { by, decide: decideIt, refusal, outcome }, () => null, { front: isUrgent });
    },
  };
}
