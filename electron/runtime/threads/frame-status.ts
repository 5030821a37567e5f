import { basename } from 'node:path';
import type { StandingHold, WorkspaceStatus } from '../../../shared/domain/workspace.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { StoredStatus } from '../store/read/workspace-reads.ts';
import type { Places } from './places.ts';
import type { ReadLine } from './read-line.ts';

/** What only a live engine knows. */
export interface EngineLoad {
  readonly used: number;
  readonly capacity: number;
  readonly queued: number;
  readonly holds: readonly StandingHold[];
  readonly nowMs: number;
}

export interface FrameStatusOptions {
  readonly places: Places;
  /** Null while no engine runs. */
  readonly load: () => Promise<EngineLoad | null>;
  readonly capacity: number;
  /** For a time without an engine. */
  readonly nowMs: () => number;
  readonly screens: ReadLine;
  readonly version: string;
  readonly degraded: () => WireError | null;
}

/** What the frame of every page shows: the stored part, and what only the live process knows. */
export function createFrameStatus(options: FrameStatusOptions): () => Promise<WorkspaceStatus> {
  return async () => {
    const [stored, live] = await Promise.all([
      options.screens.ask('workspace.status', {}) as Promise<StoredStatus>,
      options.load(),
    ]);
    const error = options.degraded();
    const { pending, queued, ...rest } = stored;
    const { holds, nowMs, ...load } = live ?? {
      used: 0,
      capacity: options.capacity,
      queued,
      holds: [],
      nowMs: options.nowMs(),
    };
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
