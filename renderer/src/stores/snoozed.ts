import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import { snoozeOf } from '../../../shared/domain/duty.ts';
import { runtimeNow, useClock } from '../clock.ts';
import { usePerson } from './person.ts';

/** Items that are not listed because this person snoozed them, and until when. */
const hidden = new Map<string, number>();
let onBack: (approvalIds: readonly string[]) => void = () => undefined;

/** Whether this person snoozed it and that has not ended; remembered, so that its end is noticed. */
export function isSnoozed(item: ApprovalSummary): boolean {
  const { personId } = usePerson.getState();
  const own = personId === null ? null : snoozeOf(item.snoozed, personId, runtimeNow());
  if (own?.state !== 'hidden') {
    hidden.delete(item.approvalId);
    return false;
  }
  hidden.set(item.approvalId, own.untilMs);
  return true;
}

/** Told of the items whose snooze has ended; the list takes them in as new. */
export function whenBack(told: (approvalIds: readonly string[]) => void): void {
  onBack = told;
}

useClock.subscribe(({ nowMs }) => {
  if (hidden.size === 0) return;
  const back = [...hidden].filter(([, untilMs]) => untilMs <= nowMs).map(([approvalId]) => approvalId);
  for (const approvalId of back) hidden.delete(approvalId);
  if (back.length > 0) onBack(back);
});
