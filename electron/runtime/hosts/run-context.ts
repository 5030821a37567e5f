import { AsyncLocalStorage } from 'node:async_hooks';

/** What agent code reads instead of clocks and chance: the same on every replay. */
export interface Deterministic {
  now(): number;
  random(): number;
  uuid(): string;
}

/** Where the running JavaScript belongs: to an agent's own control flow, to a step body, or (absent) to the host. */
export interface RunContext {
  readonly source: Deterministic;
  readonly runId: string;
  /** Whose body this is; null outside steps. */
  readonly step: string | null;
}

export const runContext = new AsyncLocalStorage<RunContext>();

/** The context when agent code runs outside a step body, where nothing may differ between two replays. */
export function outsideStep(): RunContext | undefined {
  const context = runContext.getStore();
  return context === undefined || context.step !== null ? undefined : context;
}
