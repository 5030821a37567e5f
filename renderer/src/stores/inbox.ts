import { create } from 'zustand';
import { matchesApproval } from '../../../shared/domain/approval-query.ts';
import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { call } from '../bridge.ts';
import type { LiveEvent } from '../bridge/subscription.ts';
import { runtimeNow } from '../clock.ts';
import { noteCardItem, refreshCard } from './card.ts';
import type { SplitInbox } from '../../../shared/domain/split-inboxes.ts';
import { askedOf, listFilter } from './inbox-list.ts';
import type { InboxTab, ListChoice } from './inbox-list.ts';
import { liveQuery } from './live-query.ts';
import type { LiveQuery } from './live-query.ts';
import { announce } from './notices.ts';
import { isSnoozed, whenBack } from './snoozed.ts';

export interface InboxState extends ListChoice {
  /** The order is held: nothing moves under the hand until the person asks for it. */
  readonly order: readonly string[];
  readonly heldSinceMs: number;
  /** Items of the order that this person decided on: not listed, and back in their place after an undo. */
  readonly gone: ReadonlySet<string>;
  readonly byId: ReadonlyMap<string, ApprovalSummary>;
  /** Items that arrived after the order was taken. */
  readonly fresh: readonly string[];
  readonly total: number;
  readonly isLoading: boolean;
  readonly failure: unknown;
  /** The row that has the keyboard; also the open card. */
  readonly focus: RowFocus | null;
  /** Groups shown whole (`<fingerprint>`) or closed (`closed:<fingerprint>`). */
  readonly expanded: ReadonlySet<string>;
  /** What was open in each tab when it was left. */
  readonly lastOpen: Readonly<Partial<Record<InboxTab, string | null>>>;
  /** Why the last mark did not take. */
  readonly hint: string | null;
}

/** A row: one item, or the head of a group of alike ones. */
export type RowFocus = { readonly kind: 'item' | 'group' | 'more'; readonly id: string };

export const useInbox = create<InboxState>()(() => ({
  tab: 'pending',
  split: { id: 'all', query: '' },
  text: '',
  order: [],
  heldSinceMs: 0,
  gone: new Set(),
  byId: new Map(),
  fresh: [],
  total: 0,
  isLoading: true,
  failure: null,
  focus: null,
  expanded: new Set(),
  lastOpen: {},
  hint: null,
}));

/** A list of which nothing has been read. */
const emptied = {
  order: [],
  gone: new Set<string>(),
  byId: new Map<string, ApprovalSummary>(),
  fresh: [],
  total: 0,
  isLoading: true,
  failure: null,
  focus: null,
} as const;

const firstPage = 100;
const nextPages = 400;
/** A list longer than this is searched, not scrolled. */
const mostRows = 20_000;
let query: LiveQuery | null = null;
const loading = { generation: 0 };

/** Opens the inbox and follows it until the returned function is called. */
export function openInbox(): () => void {
  const { order } = useInbox.getState();
  // An empty list of an earlier visit says nothing about now.
  if (order.length === 0) useInbox.setState({ isLoading: true });
  query?.stop();
  query = liveQuery({
    read: () => call('approval.list', { ...askedOf(useInbox.getState()), limit: firstPage }),
    topics: ['approval.changed'],
    onSnapshot: ({ approvals, next, total }) => {
      loading.generation += 1;
      useInbox.setState({
        order: approvals.filter((item) => !isSnoozed(item)).map((item) => item.approvalId),
        gone: new Set(),
        byId: new Map(approvals.map((item) => [item.approvalId, item])),
        fresh: [],
        total,
        heldSinceMs: runtimeNow(),
        isLoading: next !== null,
        failure: null,
      });
      keepFocus();
      void refreshCard();
      if (next !== null) void loadRest(next, loading.generation);
    },
    onEvents,
    onError: (failure) => useInbox.setState({ failure, isLoading: false }),
  });
  const mine = query;
  return () => {
    loading.generation += 1;
    mine.stop();
    if (query === mine) query = null;
  };
}

/** Takes the list in its present order, new items included. */
export async function refreshInbox(): Promise<void> {
  await query?.reload();
}

/** Shows another part of the inbox; `leftOpen` is what was open in the part that is left. */
export function chooseInboxTab(tab: InboxTab, leftOpen: string | null): void {
  const before = useInbox.getState();
  useInbox.setState({
    tab,
    lastOpen: leftOpen === null ? before.lastOpen : { ...before.lastOpen, [before.tab]: leftOpen },
    ...emptied,
  });
  if (query !== null) openInbox();
}

/** Shows one of the lists of what waits. */
export function chooseSplit({ id, query: narrowed }: Pick<SplitInbox, 'id' | 'query'>): void {
  useInbox.setState({ tab: 'pending', split: { id, query: narrowed }, ...emptied });
  if (query !== null) openInbox();
}

/** Narrows the list by a query: words of the title, and parts such as `tier:gate-two`. */
export function searchInbox(text: string): void {
  useInbox.setState({ text });
  if (query !== null) openInbox();
}

/** Shows or hides the members of a group. */
export function toggleGroup(fingerprint: string): void {
  useInbox.setState(({ expanded }) => {
    const next = new Set(expanded);
    if (!next.delete(fingerprint)) next.add(fingerprint);
    return { expanded: next };
  });
}

/** Shows every member of a group. */
export function showWhole(fingerprint: string): void {
  useInbox.setState(({ expanded }) => {
    const next = new Set(expanded).add(fingerprint);
    next.delete(`closed:${fingerprint}`);
    return { expanded: next };
  });
}

/** Gives a row the keyboard and its card the right-hand pane. */
export function focusRow(focus: RowFocus | null): void {
  useInbox.setState({ focus });
}

/** Takes items off the list because this person decided on them, or puts them back where they were after an undo. */
export function placeItems(ids: readonly string[], place: 'off' | 'back'): void {
  const moved = new Set(ids);
  useInbox.setState(({ order, gone, fresh }) => {
    if (place === 'off') return { gone: new Set([...gone, ...moved]) };
    // What was decided before the list was taken has no place in it yet.
    const listed = new Set(order);
    return {
      order: [...ids.filter((id) => !listed.has(id)), ...order],
      gone: new Set([...gone].filter((id) => !moved.has(id))),
      fresh: fresh.filter((id) => !moved.has(id)),
    };
  });
}

/** The order as it is listed. */
export function listedOrder({ order, gone }: Pick<InboxState, 'order' | 'gone'>): readonly string[] {
  return gone.size === 0 ? order : order.filter((id) => !gone.has(id));
}

/** How many of the listed items do not belong to this part of the inbox any more: ended, or decided on elsewhere. */
export function movedOn(state: InboxState): number {
  const { order, gone, byId } = state;
  const { status = [] } = listFilter(state);
  let many = 0;
  for (const id of order) {
    const item = byId.get(id);
    if (item !== undefined && !gone.has(id) && !status.includes(item.status)) many += 1;
  }
  return many;
}

async function loadRest(after: string, mine: number): Promise<void> {
  let next: string | null = after;
  while (next !== null && mine === loading.generation && useInbox.getState().order.length < mostRows) {
    try {
      const page: MethodOutput<'approval.list'> = await call('approval.list', {
        ...askedOf(useInbox.getState()),
        limit: nextPages,
        after: next,
      });
      if (mine !== loading.generation) return;
      addPage(page.approvals, page.total);
      next = page.next;
    } catch (failure) {
      if (mine === loading.generation) useInbox.setState({ failure });
      return;
    }
  }
  if (mine === loading.generation) useInbox.setState({ isLoading: false });
}

function addPage(items: readonly ApprovalSummary[], total: number): void {
  useInbox.setState((state) => {
    const byId = new Map(state.byId);
    const order = [...state.order];
    for (const item of items) {
      if (!byId.has(item.approvalId) && !isSnoozed(item)) order.push(item.approvalId);
      byId.set(item.approvalId, item);
    }
    return { byId, order, total };
  });
}

/** For each hundred listed items the list rests so long after it was laid out anew, ms: a batch changes all it shows. */
const restPerHundredMs = 1;
const untaken: LiveEvent[] = [];
let resting: ReturnType<typeof setTimeout> | null = null;

function onEvents(events: readonly LiveEvent[]): void {
  // The open card does not wait for the list.
  for (const event of events) if (event.topic === 'approval.changed') noteCardItem(event.payload);
  untaken.push(...events);
  if (resting === null) takeEvents();
}

function takeEvents(): void {
  resting = null;
  if (untaken.length === 0) return;
  take(untaken.splice(0));
  resting = setTimeout(takeEvents, (useInbox.getState().order.length / 100) * restPerHundredMs);
}

function take(events: readonly LiveEvent[]): void {
  const state = useInbox.getState();
  const { byId: before, order, gone, fresh: freshBefore } = state;
  const listed = new Set([...listedOrder({ order, gone }), ...freshBefore]);
  const byId = new Map(before);
  const fresh = [...freshBefore];
  const filter = listFilter(state);
  const nowMs = runtimeNow();
  for (const event of events) {
    if (event.topic !== 'approval.changed') continue;
    const item = event.payload;
    const known = byId.get(item.approvalId);
    if (known !== undefined && known.version > item.version) continue;
    const belongs = matchesApproval(item, filter, nowMs) && !isSnoozed(item);
    if (known !== undefined || belongs) byId.set(item.approvalId, item);
    // Also one that was decided here and is pending again: recalled by a stop, or taken back elsewhere.
    if (belongs && !listed.has(item.approvalId)) {
      listed.add(item.approvalId);
      fresh.push(item.approvalId);
    }
  }
  if (fresh.length > freshBefore.length) announce(`${fresh.length} new in the inbox`);
  useInbox.setState({ byId, fresh });
}

whenBack((approvalIds) => {
  useInbox.setState(({ fresh, byId }) => ({
    fresh: [...fresh, ...approvalIds.filter((id) => byId.has(id) && !fresh.includes(id))],
  }));
  announce('Back from your snooze');
});

function keepFocus(): void {
  const { focus, byId } = useInbox.getState();
  if (focus?.kind === 'item' && !byId.has(focus.id)) useInbox.setState({ focus: null });
}
