import { setTimeout as wait } from 'node:timers/promises';
import type { Operator } from '../product/operator.ts';
import type { Ground } from '../product/prepare.ts';
import { startRuntime } from '../product/runtime-process.ts';

/** How long work may take to end once nothing is broken any more. */
const settleMs = 120_000;

/** A last life in which nothing is broken: all work comes to its end, or the reason why it did not. */
export async function liveOut(script: string, ground: Ground, operator: Operator): Promise<string | null> {
  const sinceMs = Date.now();
  const runtime = startRuntime({ script, workspace: ground.workspace });
  const client = await runtime.ready;
  if (client === null) return `The last start failed: ${runtime.log().slice(-2_000)}`;
  const least = operator.runsStarted() === 0 ? 1 : 0;
  const late = new AbortController();
  const ended = await Promise.race([
    operator.work(
      client,
      ({ unfinished, open, runsStarted }) => unfinished + open === 0 && runsStarted >= least,
      sinceMs,
    ),
    wait(settleMs, 'late' as const, { signal: late.signal }).catch(() => 'late' as const),
  ]);
  late.abort();
  if (ended === 'late') {
    await runtime.kill();
    return `The work had not ended ${settleMs / 1000} s after the last fault.`;
  }
  const code = await runtime.stop();
  return ended && code === 0 ? null : `The runtime ended by itself (${code}): ${runtime.log().slice(-2_000)}`;
}
