import { create } from 'zustand';
import type { Progress, RunSummary } from '../../../shared/domain/run.ts';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { call } from '../bridge.ts';
import type { LiveEvent } from '../bridge/subscription.ts';
import { liveQuery } from './live-query.ts';
import type { LiveQuery } from './live-query.ts';
import { matchesQuery, parseRunQuery, toRunFilter } from '../../../shared/domain/run-query.ts';

export interface RunsState {
  readonly query: string;
  readonly order: readonly string[];
  readonly byId: ReadonlyMap<string, RunSummary>;
  readonly fresh: readonly string[];
  readonly next: string | null;
  readonly isLoading: boolean;
  readonly failure: unknown;
  readonly focusId: string | null;
  /** New runs take their place at once while the top of the list is in sight. */
  readonly isAtTop: boolean;
}

export const useRuns = create<RunsState>()(() => ({
  query: '',
  order: [],
  byId: new Map(),
  fresh: [],
  next: null,
  isLoading: true,
  failure: null,
  focusId: null,
  isAtTop: true,
}));

/** Progress as it streams in; dropped when the run's own row says something newer. */
export const useLiveProgress = create<{
  byRun: ReadonlyMap<string, { progress: Progress | undefined; runningSteps: readonly string[] }>;
}>()(() => ({ byRun: new Map() }));

const pageRows = 100;
let live: LiveQuery | null = null;

/** Opens the list for a filter and follows it until the returned function is called. */
export function openRuns(query: string): () => void {
  const filter = toRunFilter(parseRunQuery(query));
  if (useRuns.getState().query !== query) useRuns.setState({ order: [], byId: new Map(), focusId: null });
  useRuns.setState({ query, isLoading: true, failure: null });
  const mine = liveQuery({
    read: () => call('run.list', { filter, limit: pageRows }),
    topics: ['run.changed'],
    onSnapshot: ({ runs, next }) => {
      useRuns.setState({
        order: runs.map((run) => run.runId),
        byId: new Map(runs.map((run) => [run.runId, run])),
        fresh: [],
        next,
        isLoading: false,
        failure: null,
      });
      if (runs.length < pageRows) void readMoreRuns();
    },
    onEvents,
    onError: (failure) => useRuns.setState({ failure, isLoading: false }),
  });
  live = mine;
  return () => mine.stop();
}

/**
 * Reads the next page, unless one is being read. A page that looks for words ends where the runtime has looked long
 * enough, and may be empty: then the one after it is read too.
 */
export async function readMoreRuns(): Promise<void> {
  const { next, query, isLoading } = useRuns.getState();
  if (next === null || isLoading) return;
  useRuns.setState({ isLoading: true });
  try {
    const filter = toRunFilter(parseRunQuery(query));
    for (let after: string | null = next, isEmpty = true; after !== null && isEmpty;) {
      const page: MethodOutput<'run.list'> = await call('run.list', { filter, limit: pageRows, after });
      if (useRuns.getState().query !== query) return;
      addPage(page);
      isEmpty = page.runs.length === 0;
      after = page.next;
    }
    useRuns.setState({ isLoading: false });
  } catch (failure) {
    useRuns.setState({ failure, isLoading: false });
  }
}

function addPage(page: MethodOutput<'run.list'>): void {
  useRuns.setState((state) => {
    const byId = new Map(state.byId);
    const order = [...state.order];
    for (const run of page.runs) {
      if (!byId.has(run.runId)) order.push(run.runId);
      byId.set(run.runId, run);
    }
    return { byId, order, next: page.next };
  });
}

/** Takes the runs that came while the person read further down. */
export function showNewRuns(): void {
  useRuns.setState(({ order, fresh }) => ({ order: [...fresh.toReversed(), ...order], fresh: [], isAtTop: true }));
}

/** Reads the list again. */
export async function refreshRuns(): Promise<void> {
  await live?.reload();
}

/** Gives a row the keyboard. */
export function focusRun(focusId: string | null): void {
  useRuns.setState({ focusId });
}

/** Notes whether the top of the list is in sight. */
export function setRunsAtTop(isAtTop: boolean): void {
  if (useRuns.getState().isAtTop !== isAtTop) useRuns.setState({ isAtTop });
  if (isAtTop && useRuns.getState().fresh.length > 0) showNewRuns();
}

/** Takes a message of progress; a step that reports none of its own leaves what was reported before. */
export function takeProgress(runId: string, progress: Progress | null, runningSteps: readonly string[]): void {
  useLiveProgress.setState(({ byRun }) => {
    const next = new Map(byRun);
    next.set(runId, { progress: progress ?? byRun.get(runId)?.progress, runningSteps });
    return { byRun: next };
  });
}

function onEvents(events: readonly LiveEvent[]): void {
  const state = useRuns.getState();
  const query = parseRunQuery(state.query);
  const byId = new Map(state.byId);
  const arrived: string[] = [];
  for (const event of events) {
    if (event.topic !== 'run.changed') continue;
    const run = event.payload;
    if (!byId.has(run.runId) && !state.order.includes(run.runId)) {
      if (!matchesQuery(run, query)) continue;
      arrived.push(run.runId);
    }
    byId.set(run.runId, run);
  }
  if (state.isAtTop) useRuns.setState({ byId, order: [...arrived.toReversed(), ...state.order] });
  else useRuns.setState({ byId, fresh: [...state.fresh, ...arrived] });
}
