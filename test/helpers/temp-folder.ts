import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Global setup of Vitest and of Playwright: everything a run puts into the folder of temporary files goes into one of its
 * own, which is removed when the run is over, whatever became of its tests. The name is short: sockets stand below it.
 */
export default function ownTempFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'lk-'));
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  return () => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    } catch (error) {
      // A process that has just been told to end may still write, or a disk still be mounted there: no reason to fail.
      console.warn(`${folder} could not be removed whole:`, error instanceof Error ? error.message : error);
    }
  };
}
