import { basename } from 'node:path';
import type { QueueLane } from '../../../shared/domain/queue.ts';
import type { LaneLoad, Settings, StandingHold, WorkspaceStatus } from '../../../shared/domain/workspace.ts';
import type { WireError } from '../../../shared/errors.ts';
import { linksFor } from '../providers/chain.ts';
import type { StoredStatus } from '../store/read/workspace-reads.ts';
import type { Places } from './places.ts';
import type { ReadLine } from './read-line.ts';

/** What only a live engine knows. */
export interface EngineLoad {
  readonly lanes: Readonly<Record<QueueLane, LaneLoad>>;
  readonly holds: readonly StandingHold[];
  readonly nowMs: number;
}

export interface FrameStatusOptions {
  readonly places: Places;
  /** Null while no engine runs. */
  readonly load: () => Promise<EngineLoad | null>;
  readonly capacity: Readonly<Record<QueueLane, number>>;
  /** For a time without an engine. */
  readonly nowMs: () => number;
  readonly screens: ReadLine;
  readonly version: string;
  readonly degraded: () => WireError | null;
}

/** What the frame of every page shows: the stored part, and what only the live process knows. */
export function createFrameStatus(options: FrameStatusOptions): () => Promise<WorkspaceStatus> {
  return async () => {
    const [stored, settings, live] = await Promise.all([
      options.screens.ask('workspace.status', {}) as Promise<StoredStatus>,
      options.screens.ask('settings.show', {}) as Promise<Settings>,
      options.load(),
    ]);
    const error = options.degraded();
    const { pending, queued, ...rest } = stored;
    const { holds, nowMs, lanes } = live ?? {
      lanes: {
        interactive: { used: 0, capacity: options.capacity.interactive, queued: 0 },
        background: { used: 0, capacity: options.capacity.background, queued },
      },
      holds: [],
      nowMs: options.nowMs(),
    };
    return {
      ...rest,
      workspace: options.places.workspace,
      label: stored.sample ? 'Sample workspace' : basename(options.places.workspace),
      lanes: { ...lanes, approval: { pending } },
      degraded:
        error === null
          ? (holds[0] ?? null)
          : {
              code: error.code,
              message: error.message,
              hint: error.hint ?? 'Work goes on by itself once this is mended.',
            },
      model: answeringModel(settings),
      version: options.version,
      nowMs,
    };
  };
}

/** Who answers first in a conversation, and who when nobody else does. */
export function answeringModel(settings: Pick<Settings, 'modelEndpoints' | 'modelChains'>): string {
  const [first] = linksFor(settings, { purpose: 'chat', labels: [] }).links;
  return first === undefined
    ? 'embedded language engine'
    : `${first.model} at ${first.endpoint.endpointId}; last resort: embedded language engine`;
}
