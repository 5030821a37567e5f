import type { ApprovalStatus, ApprovalSummary } from '../../../shared/domain/approval.ts';
import { matchesApproval, parseApprovalQuery, toApprovalFilter } from '../../../shared/domain/approval-query.ts';
import type { SplitInbox } from '../../../shared/domain/split-inboxes.ts';
import type { ApprovalFilter } from '../../../shared/ipc/approval-list-methods.ts';
import type { MethodInput } from '../../../shared/ipc/methods.ts';
import { runtimeNow } from '../clock.ts';
import { usePerson } from './person.ts';

export const inboxTabs = ['pending', 'holding', 'decided'] as const;
export type InboxTab = (typeof inboxTabs)[number];

/** Which states each tab lists. */
export const tabStatuses: Readonly<Record<InboxTab, readonly ApprovalStatus[]>> = {
  pending: ['pending', 'partly-approved'],
  holding: ['holding', 'dispatched'],
  decided: [
    'executed',
    'failed',
    'unknown',
    'rolled-back',
    'rejected',
    'responded',
    'expired',
    'stale',
    'superseded',
    'withdrawn',
  ],
};

/** Which list of the inbox is open. */
export interface ListChoice {
  readonly tab: InboxTab;
  /** One of the lists of what waits, by its id, and its query. */
  readonly split: Pick<SplitInbox, 'id' | 'query'>;
  /** What is typed, narrowing the list further. */
  readonly text: string;
}

/** The filter of the list that is open; a query that names statuses looks at those, whatever part it is asked in. */
export function listFilter(state: ListChoice): ApprovalFilter {
  const { tab, split, text } = state;
  const me = usePerson.getState().personId;
  const narrowed = tab === 'pending' ? split.query : '';
  return toApprovalFilter(parseApprovalQuery(`${narrowed} ${text}`), { status: tabStatuses[tab], me });
}

/** Whether an item is of the list that is open. */
export function isOfList(state: ListChoice, item: ApprovalSummary): boolean {
  return matchesApproval(item, listFilter(state), runtimeNow());
}

/** What is asked for to read it: what waits by its urgency, what is decided with the last decision first. */
export function askedOf(state: ListChoice): MethodInput<'approval.list'> {
  const filter = listFilter(state);
  const isOpen = filter.status?.includes('pending') === true;
  return { ...filter, order: isOpen ? 'urgency' : state.tab === 'holding' ? 'oldest' : 'newest' };
}
