import { create } from 'zustand';
import { parseApprovalQuery, toApprovalFilter } from '../../../shared/domain/approval-query.ts';
import { builtInInboxes } from '../../../shared/domain/split-inboxes.ts';
import type { SplitInbox } from '../../../shared/domain/split-inboxes.ts';
import type { SavedInbox } from '../../../shared/domain/preferences.ts';
import { call, subscribe } from '../bridge.ts';
import { calmReader } from './calm-reader.ts';
import { usePerson } from './person.ts';
import { keepPreferences, usePreferences } from './preferences.ts';

/** How many items each list has, by its id; missing while it was not counted. */
export const useInboxCounts = create<{ readonly counts: ReadonlyMap<string, number> }>()(() => ({ counts: new Map() }));

/** What the runtime counts a list to; it stands for that many and more. */
export const mostCounted = 10_000;

/** Every list of the inbox: those that come with the product, then the person's own in their order. */
export function splitInboxes(own: readonly SavedInbox[]): readonly SplitInbox[] {
  return [...builtInInboxes, ...own.map(({ name, query }) => ({ id: ownId(name), name, query }))];
}

/** Counts the lists now and after each change of an approval, until the returned function is called. */
export function watchInboxCounts(): () => void {
  const reader = calmReader(count);
  const unsubscribe = subscribe({ topics: ['approval.changed'], onEvents: reader.again, onGap: reader.again });
  const stopLists = usePreferences.subscribe(({ preferences }, before) => {
    if (preferences.inboxes !== before.preferences.inboxes) reader.again();
  });
  reader.again();
  return () => {
    reader.stop();
    unsubscribe();
    stopLists();
  };
}

/** Keeps a list under a name; one of that name is changed where it stands. */
export function keepInbox({ name, query }: SavedInbox): Promise<boolean> {
  const { inboxes } = usePreferences.getState().preferences;
  const at = inboxes.findIndex((one) => isNamed(one, name));
  const next = at === -1 ? [...inboxes, { name, query }] : inboxes.with(at, { name, query });
  return keepPreferences({ inboxes: next });
}

/** Takes a list off; its items stay where they are. */
export function removeInbox(name: string): Promise<boolean> {
  const { inboxes } = usePreferences.getState().preferences;
  return keepPreferences({ inboxes: inboxes.filter((one) => !isNamed(one, name)) });
}

/** Puts a list one place earlier or later. */
export function moveInbox(name: string, by: 1 | -1): Promise<boolean> {
  const inboxes = [...usePreferences.getState().preferences.inboxes];
  const at = inboxes.findIndex((one) => isNamed(one, name));
  const [moved] = inboxes.splice(at, 1);
  if (moved !== undefined) inboxes.splice(Math.max(0, at + by), 0, moved);
  return keepPreferences({ inboxes });
}

export function ownId(name: string): string {
  return `own:${name.toLowerCase()}`;
}

async function count(): Promise<void> {
  const lists = splitInboxes(usePreferences.getState().preferences.inboxes);
  const asked = { status: ['pending', 'partly-approved'] as const, me: usePerson.getState().personId };
  try {
    // What this person snoozed is in none of their lists until it is back.
    const notSnoozed = asked.me === null ? {} : { notSnoozedBy: asked.me };
    const filters = lists.map(({ query }) => ({
      ...toApprovalFilter(parseApprovalQuery(query), asked),
      ...notSnoozed,
    }));
    const { counts } = await call('approval.count', { filters });
    useInboxCounts.setState({ counts: new Map(lists.map(({ id }, index) => [id, counts[index] ?? 0])) });
  } catch {
    // The lists keep the counts they had; the list itself says when the runtime cannot be reached.
  }
}

function isNamed(one: SavedInbox, name: string): boolean {
  return one.name.toLowerCase() === name.toLowerCase();
}
