import { cpus, totalmem } from 'node:os';
import type { WireError } from '../../shared/errors.ts';
import type { MethodArguments, MethodName, MethodOutput } from '../../shared/ipc/methods.ts';
import type { Asking } from './engine/command.ts';
import type { Caller, RuntimeDeps, RuntimeEvent } from './runtime.ts';
import { needRoom } from './store/full-disk.ts';
import { openEngine, type EngineTold } from './threads/engine-line.ts';
import { poolSize } from './threads/pool-size.ts';
import { openPlaces } from './threads/places.ts';
import { openReads } from './threads/read-line.ts';

/** Runs at work at the same time. */
export const runCapacity = { interactive: 4, background: Math.max(64, cpus().length * 8) } as const;

/** What answers calls: the threads of a workspace, or a reader alone while there is no room to start them. */
export interface Serving {
  answer<M extends MethodName>(method: M, input: MethodArguments<M>, caller: Caller): Promise<MethodOutput<M>>;
  /** Throws for who may not exchange this workspace for a backup of it. */
  mayRestore(asking: Asking): Promise<void>;
  clockChanged(): void;
  close(): Promise<void>;
}

export interface LiveEvents {
  /** One `Int32`: how many listen. */
  readonly audience: SharedArrayBuffer;
  readonly emit: (event: RuntimeEvent) => void;
  /** What an earlier process left could not be taken up: these threads are no use. */
  readonly onUseless: (error: WireError) => void;
  /** The agents that come with the product could not be registered: the same, and another try would end like this one. */
  readonly onRefused: (error: WireError) => void;
}

/**
 * Starts the threads of one workspace and takes up what an earlier process left. Throws `disk-full` when there is no
 * room to. The writer and the reader of the first page load their code while this thread loads what stands on them.
 */
export async function startLive(deps: RuntimeDeps, events: LiveEvents): Promise<Serving> {
  await needRoom(deps.workspace);
  const places = openPlaces(deps.workspace);
  const screens = openReads({ database: places.database, artifactFolder: places.artifactFolder }, 'read-screens');
  screens.warm();
  const early: EngineTold[] = [];
  let hear = (message: EngineTold): void => void early.push(message);
  try {
    const [engine, { serveThreads }] = await Promise.all([
      openEngine(
        {
          database: places.database,
          recordsDb: places.recordsDb,
          secretsFolder: places.secretsFolder,
          version: deps.version,
          capacity: runCapacity,
          hosts: poolSize({ cores: cpus().length, memoryMb: totalmem() / 1024 / 1024 }),
          audience: events.audience,
          ...(deps.crashAt === undefined ? {} : { crashAt: deps.crashAt }),
        },
        { told: (message) => hear(message), gone: deps.onFatal },
      ),
      import('./serve-threads.ts'),
    ]);
    const threads = serveThreads({ deps, events, places, engine, screens });
    hear = threads.told;
    for (const message of early) hear(message);
    return await threads.begin();
  } catch (error) {
    await screens.close();
    throw error;
  }
}
