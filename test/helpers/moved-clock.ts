import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agentFolder, freshWorkspace, startRuntime, type RuntimeProcess } from './runtime-process.ts';

const execArgv = ['--import', join(import.meta.dirname, '../fixtures/moved-clock.mjs')];

/** A runtime whose wall clock a test sets; no time passes by it, as in a computer that sleeps. */
export interface WithClock {
  readonly runtime: RuntimeProcess;
  /** Sets the clock without telling anybody: as a computer whose shell is a browser. */
  setSilently(aheadMs: number): void;
  /** Sets the clock, and tells the runtime as the shell does when the computer wakes up. */
  setAheadMs(aheadMs: number): void;
  /** Another runtime of the same workspace, after this one has ended. */
  again(): Promise<WithClock>;
}

/** Starts a runtime whose clock a test sets, with the scripted agent. */
export async function startWithClock(workspace: string): Promise<WithClock> {
  const file = join(freshWorkspace(), 'offset');
  writeFileSync(file, '0');
  const found = await open(workspace, file);
  await found.runtime.call('agent.add', { folder: agentFolder('scripted') });
  return found;
}

async function open(workspace: string, file: string): Promise<WithClock> {
  const runtime = await startRuntime({ workspace, execArgv, env: { CLOCK_OFFSET_FILE: file } });
  const setSilently = (aheadMs: number): void => writeFileSync(file, String(aheadMs));
  return {
    runtime,
    setSilently,
    setAheadMs(aheadMs) {
      setSilently(aheadMs);
      runtime.clockChanged();
    },
    again: () => open(workspace, file),
  };
}
