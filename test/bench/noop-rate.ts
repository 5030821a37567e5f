import { drained, type Call } from './bench-runtime.ts';
import { inFlight, perSecond } from './sitting.ts';

/** Starts under way together from one client; each is answered after its own commit. */
const startsInFlight = 256;

export interface NoopRate {
  /** From the first start to the last end, runs a second. */
  readonly done: number;
  /** From the first start to the last answer to one. */
  readonly started: number;
}

/** Starts no-op runs and waits until all of them have ended. */
export async function noopRate(call: Call, runs: number): Promise<NoopRate> {
  const began = performance.now();
  await inFlight(runs, startsInFlight, () => call('run.start', { agentId: 'bench-noop', input: {} }));
  const started = perSecond(runs, performance.now() - began);
  await drained(call);
  return { done: perSecond(runs, performance.now() - began), started };
}
