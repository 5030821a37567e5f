import { setTimeout as later } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { Ms } from '../../../shared/ids.ts';

/** How long a stuck thread is looked at, and how long the look may take in all. */
const lookMs: Ms = 200;
const patienceMs: Ms = 2_000;

interface Profile {
  readonly nodes: readonly {
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly hitCount?: number;
  }[];
}

/** The function a stuck thread spends its time in, as `name (agent.js:12)`; null when that cannot be seen. */
export async function hotFunction(worker: Pick<Worker, 'startCpuProfile'>): Promise<string | null> {
  const look = async (): Promise<string | null> => {
    const profile = await worker.startCpuProfile();
    await later(lookMs);
    return hottest(JSON.parse(await profile.stop()) as Profile);
  };
  return Promise.race([look().catch(() => null), later(patienceMs, null, { ref: false })]);
}

function hottest({ nodes }: Profile): string | null {
  const [hot] = nodes
    .filter(({ callFrame }) => callFrame.url.startsWith('file:'))
    .toSorted((one, other) => (other.hitCount ?? 0) - (one.hitCount ?? 0));
  if (hot === undefined || (hot.hitCount ?? 0) === 0) return null;
  const { functionName, url, lineNumber } = hot.callFrame;
  return `${functionName || 'a function'} (${url.slice(url.lastIndexOf('/') + 1)}:${lineNumber + 1})`;
}
