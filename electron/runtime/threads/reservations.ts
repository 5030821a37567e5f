import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import type { Reservation } from '../../../shared/domain/duty.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { Ms } from '../../../shared/ids.ts';
import type { MethodArguments, MethodName, MethodOutput } from '../../../shared/ipc/methods.ts';
import type { EphemeralPayload } from '../../../shared/ipc/topics.ts';
import type { Asking } from '../engine/command.ts';
import type { Published } from '../engine/engine-port.ts';
import type { Clock } from '../ports.ts';
import type { ReadLine } from './read-line.ts';

/** How long somebody has an item after they said so last; a window that is open says it every minute. */
const heldForMs: Ms = 120_000;
/** Far more than there are people with cards open. */
const mostHeld = 1_000;

export interface ReservationsOptions {
  readonly screens: ReadLine;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly tell: (payload: EphemeralPayload<'reserved'>) => void;
}

type Answers = { readonly [M in MethodName]?: (input: MethodArguments<M>, asking: Asking) => Promise<unknown> };

export interface Reservations {
  readonly answers: Answers;
  /** What is published, with who has each item open. */
  shown(items: readonly Published[]): readonly Published[];
}

/**
 * Who has which item open, in memory alone: opening a card writes nothing. It ends by itself, also when a window crashed
 * or the clock was set, and nothing waits for it: not a decision, nor expiry, nor a stop.
 */
export function createReservations({ screens, clock, tell }: ReservationsOptions): Reservations {
  const held = new Map<string, Reservation & { readonly endsAt: number }>();

  function holder(approvalId: string): Reservation | null {
    const found = held.get(approvalId);
    if (found === undefined) return null;
    if (clock.monotonic() >= found.endsAt) {
      held.delete(approvalId);
      return null;
    }
    const { endsAt: _endsAt, ...reservation } = found;
    return reservation;
  }

  function drop(approvalId: string): void {
    if (held.delete(approvalId)) tell({ approvalId, reservedBy: null });
  }

  const withHolder = <A extends Pick<ApprovalSummary, 'approvalId'>>(
    item: A,
  ): A & Pick<ApprovalSummary, 'reservedBy'> => ({
    ...item,
    reservedBy: holder(item.approvalId),
  });

  async function reserve(
    { approvalId, takeOver }: MethodArguments<'approval.reserve'>,
    { as }: Asking,
  ): Promise<MethodOutput<'approval.reserve'>> {
    const { people } = (await screens.ask('person.list', {})) as MethodOutput<'person.list'>;
    const person = people.find(({ personId }) => personId === as);
    if (person === undefined)
      throw new LanekeeperError('no-person', 'Nobody is named who has it open; nothing was reserved.', {
        hint: 'Choose a profile, or give --as ID.',
      });
    // Who works alone keeps nobody waiting.
    if (new Set(people.map(({ identity }) => identity)).size < 2) return { reservedBy: null };
    const now = holder(approvalId);
    const isMine = now !== null && now.personId === person.personId;
    if (now !== null && !isMine && !takeOver) return { reservedBy: now };
    if (!isMine) {
      const { status } = (await screens.ask('approval.show', { approvalId })) as MethodOutput<'approval.show'>;
      if (!waits(status)) return { reservedBy: null };
      if (held.size >= mostHeld) for (const id of held.keys()) holder(id);
      if (held.size >= mostHeld) return { reservedBy: null };
    }
    const { personId, printedName } = person;
    const reservedBy = { personId, printedName, untilMs: clock.now() + heldForMs };
    held.set(approvalId, { ...reservedBy, endsAt: clock.monotonic() + heldForMs });
    tell({ approvalId, reservedBy });
    return { reservedBy };
  }

  return {
    answers: {
      'approval.reserve': reserve,
      async 'approval.release'({ approvalId }, { as }) {
        if (holder(approvalId)?.personId === as) drop(approvalId);
        return { ok: true };
      },
      async 'approval.list'(input) {
        const listed = (await screens.ask('approval.list', input)) as MethodOutput<'approval.list'>;
        return held.size === 0 ? listed : { ...listed, approvals: listed.approvals.map(withHolder) };
      },
      async 'approval.show'(input) {
        return withHolder((await screens.ask('approval.show', input)) as MethodOutput<'approval.show'>);
      },
    },
    shown(items) {
      if (held.size === 0) return items;
      return items.map((item) => {
        if (item.topic !== 'approval.changed') return item;
        const changed = item.payload as ApprovalSummary;
        if (!waits(changed.status)) drop(changed.approvalId);
        return { ...item, payload: withHolder(changed) };
      });
    },
  };
}

function waits(status: ApprovalSummary['status']): boolean {
  return status === 'pending' || status === 'partly-approved';
}
