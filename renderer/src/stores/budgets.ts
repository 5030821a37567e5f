import { create } from 'zustand';
import type { MethodInput, MethodOutput } from '../../../shared/ipc/methods.ts';
import { call, subscribe } from '../bridge.ts';
import { liveQuery } from './live-query.ts';
import { announce, reportFailure } from './notices.ts';

type Listed = MethodOutput<'budget.list'>;
export type RunBudget = MethodOutput<'budget.ofRun'>;

interface BudgetsState {
  readonly listed: Listed | null;
  readonly failure: unknown;
  readonly saveFailure: unknown;
  readonly isSaving: boolean;
}

export const useBudgets = create<BudgetsState>()(() => ({
  listed: null,
  failure: null,
  saveFailure: null,
  isSaving: false,
}));

/** How soon what runs use is read again while they work. */
const betweenReadsMs = 1_000;

/** Reads the workspace's budgets and today's use, and follows both until the returned function is called. */
export function watchBudgets(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOpen = true;
  async function read(): Promise<void> {
    timer = undefined;
    try {
      const listed = await call('budget.list', {});
      if (isOpen) useBudgets.setState({ listed, failure: null });
    } catch (failure) {
      if (isOpen) useBudgets.setState({ failure });
    }
  }
  const again = (): void => void (timer ??= setTimeout(() => void read(), betweenReadsMs));
  const stop = subscribe({
    topics: ['workspace.changed', 'run.changed'],
    onEvents: (events) => {
      const isChange = events.some(
        (event) => event.topic === 'workspace.changed' && event.payload.reason === 'budgets',
      );
      if (isChange) void read();
      else again();
    },
    onGap: again,
  });
  void read();
  return () => {
    isOpen = false;
    clearTimeout(timer);
    stop();
  };
}

/** Makes a budget, or changes the one of its scope; what became of it is in the store. */
export async function setBudget(budget: MethodInput<'budget.set'>): Promise<boolean> {
  return saved('Budget saved', () => call('budget.set', budget));
}

export async function removeBudget(budgetId: string, version: number): Promise<boolean> {
  return saved('Budget removed', () => call('budget.remove', { budgetId, version }));
}

async function saved(words: string, act: () => Promise<unknown>): Promise<boolean> {
  useBudgets.setState({ isSaving: true, saveFailure: null });
  try {
    await act();
    const listed = await call('budget.list', {});
    useBudgets.setState({ isSaving: false, listed });
    announce(words);
    return true;
  } catch (saveFailure) {
    useBudgets.setState({ isSaving: false, saveFailure });
    return false;
  }
}

interface RunBudgetState {
  readonly runId: string | null;
  readonly shown: RunBudget | null;
  readonly failure: unknown;
}

export const useRunBudget = create<RunBudgetState>()(() => ({ runId: null, shown: null, failure: null }));

/** Opens the budgets and the ledger of one run, and follows them. */
export function openRunBudget(runId: string): () => void {
  if (useRunBudget.getState().runId !== runId) useRunBudget.setState({ runId, shown: null, failure: null });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const query = liveQuery({
    read: () => call('budget.ofRun', { runId }),
    topics: ['run.changed', 'effect.changed', 'journal.appended'],
    key: runId,
    onSnapshot: (shown) => useRunBudget.setState({ runId, shown, failure: null }),
    onEvents: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void query.reload();
      }, betweenReadsMs / 2);
    },
    onError: (failure) => useRunBudget.setState({ failure }),
  });
  return () => {
    clearTimeout(timer);
    query.stop();
  };
}

/** The next lines of the ledger, behind those that are shown. */
export async function readMoreLines(): Promise<void> {
  const { runId, shown } = useRunBudget.getState();
  if (runId === null || shown === null || shown.linesNext === null) return;
  try {
    const page = await call('budget.ofRun', { runId, after: shown.linesNext });
    if (useRunBudget.getState().runId === runId)
      useRunBudget.setState({ shown: { ...page, lines: [...shown.lines, ...page.lines] } });
  } catch (error) {
    reportFailure(error);
  }
}

/** Says what a model call cost whose end nobody knew; throws why it cannot be said. */
export async function settleCall(input: MethodInput<'budget.settle'>): Promise<void> {
  await call('budget.settle', input);
  announce('Settled: what it reserved is given back');
  const { runId } = input;
  if (useRunBudget.getState().runId !== runId) return;
  const shown = await call('budget.ofRun', { runId });
  useRunBudget.setState({ runId, shown, failure: null });
}

/** Raises a budget for a run; one that stands at it goes on. Throws why it was refused. */
export async function raiseBudget(input: MethodInput<'budget.raise'>): Promise<void> {
  const run = await call('budget.raise', input);
  announce(run.status === 'queued' ? 'Raised: the run goes on' : 'Raised');
}
