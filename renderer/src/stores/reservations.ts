import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import type { Reservation } from '../../../shared/domain/duty.ts';
import { call } from '../bridge.ts';
import { runtimeNow } from '../clock.ts';
import { useCard } from './card.ts';
import { useInbox } from './inbox.ts';
import { showOverlay } from './overlay.ts';
import { usePerson } from './person.ts';
import { useWorkspace } from './workspace.ts';

/** A reservation holds two minutes: said this often, one lost message is no matter. */
const againMs = 50_000;

/** Who else has the item open now; null: nobody, or this person. */
export function reservedByOther(
  { reservedBy }: Pick<ApprovalSummary, 'reservedBy'>,
  nowMs: number = runtimeNow(),
): Reservation | null {
  if (reservedBy === null || nowMs >= reservedBy.untilMs) return null;
  return reservedBy.personId === usePerson.getState().personId ? null : reservedBy;
}

/** Takes what the runtime says of who has an item open into the list and the card. */
export function takeReserved(approvalId: string, reservedBy: Reservation | null): void {
  const { byId } = useInbox.getState();
  const item = byId.get(approvalId);
  if (item !== undefined) useInbox.setState({ byId: new Map(byId).set(approvalId, { ...item, reservedBy }) });
  const { detail } = useCard.getState();
  if (detail?.approvalId === approvalId) useCard.setState({ detail: { ...detail, reservedBy } });
}

/** Says that this person has the item open, until the returned function is called. Who works alone says nothing. */
export function keepReserved(approvalId: string): () => void {
  if (useWorkspace.getState().status === null || usePerson.getState().personId === null) return () => undefined;
  if (!hasOthers()) return () => undefined;
  const say = (): void => {
    // A window nobody looks at holds nothing.
    if (document.visibilityState === 'hidden') return;
    call('approval.reserve', { approvalId }).then(
      ({ reservedBy }) => takeReserved(approvalId, reservedBy),
      // It is a courtesy: nothing depends on it.
      () => undefined,
    );
  };
  say();
  const timer = setInterval(say, againMs);
  return () => {
    clearInterval(timer);
    call('approval.release', { approvalId }).catch(() => undefined);
  };
}

/** Opens the warning where somebody else has it open; whether it did. */
export function warnReserved(item: ApprovalSummary): boolean {
  if (reservedByOther(item) === null) return false;
  showOverlay({ kind: 'reserved', item });
  return true;
}

/** This person has it from now on, whoever had it before. */
export async function takeOver(approvalId: string): Promise<void> {
  const { reservedBy } = await call('approval.reserve', { approvalId, takeOver: true });
  takeReserved(approvalId, reservedBy);
}

function hasOthers(): boolean {
  const people = useWorkspace.getState().status?.people ?? [];
  return new Set(people.map(({ identity }) => identity)).size > 1;
}
