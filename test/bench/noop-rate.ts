import { lastEnd, type Call } from './bench-runtime.ts';
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
  const now = (): number => performance.timeOrigin + performance.now();
  const began = now();
  await inFlight(runs, startsInFlight, () => call('run.start', { agentId: 'bench-noop', input: {} }));
  const started = perSecond(runs, now() - began);
  return { done: perSecond(runs, (await lastEnd(call, 'bench-noop')) - began), started };
}
