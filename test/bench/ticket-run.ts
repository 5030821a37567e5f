import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Papa from 'papaparse';
import type { RunSummary } from '../../shared/domain/run.ts';
import type { BenchRuntime } from './bench-runtime.ts';
import { pause } from './sitting.ts';

const sample = join(import.meta.dirname, '../../electron/runtime/agents/ticket-review/sample/complaints.csv');

/** Which file ticket-review works on; the bundled sample by default. */
export interface TicketFile {
  readonly input?: string | undefined;
  readonly text?: string | undefined;
}

export interface TicketRun {
  readonly runId: string;
  readonly title: string;
  readonly tickets: number;
  /** From `run.start` until the run waits for approvals, ms. */
  readonly elapsedMs: number;
  readonly approvals: number;
}

/** The file's absolute path and its number of records. */
export function ticketFile({ input }: TicketFile): { readonly path: string; readonly tickets: number } {
  const path = input === undefined ? sample : resolve(input);
  const { data } = Papa.parse(readFileSync(path, 'utf8'), { header: true, skipEmptyLines: true });
  return { path, tickets: data.length };
}

/**
 * Runs ticket-review on the file until it waits for approvals, and checks that every proposed effect is there by then:
 * nothing may be added afterwards. `started` is called with the run's id as soon as there is one.
 */
export async function runTickets(
  { call, client }: BenchRuntime,
  file: TicketFile,
  started: (runId: string) => void = () => {},
): Promise<TicketRun> {
  const { path, tickets } = ticketFile(file);
  const kept = await call('file.import', { path });
  const { proposal } = await call('agent.inspect', { agentId: 'ticket-review', file: kept });
  const columns = { ...(proposal['columns'] as object), ...(file.text === undefined ? {} : { text: file.text }) };
  const seen = new Map<string, RunSummary>();
  let look: () => void = () => {};
  const stop = client.subscribe(['run.changed'], {}, ({ events }) => {
    for (const { payload } of events) if ('agentTitle' in payload) seen.set(payload.runId, payload);
    look();
  });
  try {
    const began = performance.now();
    const run = await call('run.start', { agentId: 'ticket-review', input: { ...proposal, columns }, file: kept });
    started(run.runId);
    const end = await new Promise<RunSummary>((settle) => {
      look = () => {
        const now = seen.get(run.runId);
        if (now !== undefined && !['queued', 'running', 'retrying', 'sleeping'].includes(now.status)) settle(now);
      };
      look();
    });
    const elapsedMs = performance.now() - began;
    if (end.status !== 'waiting-approval')
      throw new Error(`ticket-review ended ${end.status}: ${end.error?.message ?? 'without saying why'}`);
    await pause(1_000);
    const { run: later, effectsTotal } = await call('run.show', { runId: run.runId });
    if (effectsTotal !== end.effects || later.pendingApprovals !== end.pendingApprovals)
      throw new Error('The run proposed more after it had said that it waits: the time taken is not its own.');
    return { runId: run.runId, title: run.title, tickets, elapsedMs, approvals: end.pendingApprovals };
  } finally {
    stop();
  }
}
