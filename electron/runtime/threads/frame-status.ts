import { basename } from 'node:path';
import type { StandingHold, WorkspaceStatus } from '../../../shared/domain/workspace.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { StoredStatus } from '../store/read/workspace-reads.ts';
import type { EngineLine } from './engine-line.ts';
import type { Places } from './places.ts';
import type { ReadLine } from './read-line.ts';

export interface FrameStatusOptions {
  readonly places: Places;
  readonly engine: EngineLine;
  readonly screens: ReadLine;
  readonly version: string;
  readonly degraded: () => WireError | null;
}

/** What the frame of every page shows: the stored part, and what only the live process knows. */
export function createFrameStatus(options: FrameStatusOptions): () => Promise<WorkspaceStatus> {
  return async () => {
    const [stored, { holds, nowMs, ...load }] = await Promise.all([
      options.screens.ask('workspace.status', {}) as Promise<StoredStatus>,
      options.engine.call({ method: 'engine.load', input: {}, as: null, command: null }) as Promise<{
        used: number;
        capacity: number;
        queued: number;
        holds: readonly StandingHold[];
        nowMs: number;
      }>,
    ]);
    const error = options.degraded();
    const { pending, ...rest } = stored;
    return {
      ...rest,
      workspace: options.places.workspace,
      label: stored.sample ? 'Sample workspace' : basename(options.places.workspace),
      lanes: { interactive: { used: 0, capacity: 4, queued: 0 }, background: load, approval: { pending } },
      degraded:
        error === null
          ? (holds[0] ?? null)
          : {
              code: error.code,
              message: error.message,
              hint: error.hint ?? 'Work goes on by itself once this is mended.',
            },
      model: 'embedded language engine',
      version: options.version,
      nowMs,
    };
  };
}
