import { create } from 'zustand';
import type { JournalRecord } from '../../../shared/domain/run.ts';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { call } from '../bridge.ts';
import type { LiveEvent } from '../bridge/subscription.ts';
import { liveQuery } from './live-query.ts';
import { reportFailure } from './notices.ts';
import { forgetLaterEffects, takeEffects } from './run-effects.ts';

export type RunDetail = MethodOutput<'run.show'>;

interface RunPageState {
  readonly runId: string | null;
  readonly detail: RunDetail | null;
  readonly failure: unknown;
  readonly records: readonly JournalRecord[];
  readonly journalTotal: number;
  readonly isJournalWhole: boolean;
}

const nothing = { detail: null, failure: null, records: [], journalTotal: 0, isJournalWhole: false };

export const useRunPage = create<RunPageState>()(() => ({ runId: null, ...nothing }));

const journalPage = 1_000;
const detailWaitMs = 250;

/** Opens one run and follows it until the returned function is called. */
export function openRun(runId: string): () => void {
  if (useRunPage.getState().runId !== runId) useRunPage.setState({ runId, ...nothing });
  forgetLaterEffects(runId);
  let isOpen = true;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function readAgain(): Promise<void> {
    timer = undefined;
    try {
      const detail = await call('run.show', { runId });
      if (isOpen) useRunPage.setState({ detail, failure: null });
    } catch (error) {
      if (isOpen) reportFailure(error);
    }
  }

  const query = liveQuery({
    read: () => call('run.show', { runId }),
    topics: ['run.changed', 'effect.changed', 'artifact.added', 'journal.appended', 'approval.changed'],
    key: runId,
    onSnapshot: (detail) => {
      forgetLaterEffects(runId);
      useRunPage.setState({ detail, failure: null });
      void readJournal(runId, () => isOpen);
    },
    onEvents: (events) => {
      takeEvents(events);
      takeEffects(events);
      // Steps, verbs and lists of effects are the runtime's to say: ask for them, but not on every event.
      timer ??= setTimeout(() => void readAgain(), detailWaitMs);
    },
    onError: (failure) => useRunPage.setState({ failure }),
  });
  return () => {
    isOpen = false;
    clearTimeout(timer);
    query.stop();
  };
}

/** Reads the whole value behind one journal record. */
export function readEntry(runId: string, ord: number): Promise<MethodOutput<'run.entry'>> {
  return call('run.entry', { runId, ord });
}

/** Records that were published while the journal was being read: it is then read on once more. */
let hasUnread = false;

async function readJournal(runId: string, isWanted: () => boolean): Promise<void> {
  useRunPage.setState({ isJournalWhole: false });
  try {
    for (;;) {
      hasUnread = false;
      const afterOrd = useRunPage.getState().records.at(-1)?.ord ?? 0;
      const page = await call('run.journal', { runId, afterOrd, limit: journalPage });
      if (!isWanted()) return;
      addRecords(page.records, page.total);
      if (page.records.length < journalPage && !hasUnread) break;
    }
    useRunPage.setState({ isJournalWhole: true });
  } catch (error) {
    if (isWanted()) reportFailure(error);
  }
}

function takeEvents(events: readonly LiveEvent[]): void {
  const appended: JournalRecord[] = [];
  for (const event of events) {
    if (event.topic === 'journal.appended') appended.push(...event.payload.records);
    if (event.topic === 'run.changed') {
      const { detail } = useRunPage.getState();
      if (detail !== null) useRunPage.setState({ detail: { ...detail, run: event.payload } });
    }
  }
  if (appended.length === 0) return;
  if (useRunPage.getState().isJournalWhole) addRecords(appended, null);
  else hasUnread = true;
}

function addRecords(records: readonly JournalRecord[], total: number | null): void {
  useRunPage.setState((state) => {
    const lastOrd = state.records.at(-1)?.ord ?? 0;
    const added = records.filter((record) => record.ord > lastOrd).toSorted((a, b) => a.ord - b.ord);
    const all = added.length === 0 ? state.records : [...state.records, ...added];
    return { records: all, journalTotal: Math.max(total ?? 0, state.journalTotal, all.length) };
  });
}
