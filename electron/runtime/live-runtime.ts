import { cpus, totalmem } from 'node:os';
import type { WireError } from '../../shared/errors.ts';
import { methods, type MethodArguments, type MethodName, type MethodOutput } from '../../shared/ipc/methods.ts';
import { createIncomingFiles, type IncomingFiles } from './artifacts/incoming-files.ts';
import { createContractAnswers } from './contracts/answer-contracts.ts';
import { nameCommand, type Asking } from './engine/command.ts';
import type { FromEngine } from './engine/engine-protocol.ts';
import type { Caller, RuntimeDeps, RuntimeEvent } from './runtime.ts';
import { needRoom } from './store/full-disk.ts';
import { systemClock } from './system-ports.ts';
import { createAgentDesk, type AgentDesk } from './threads/agent-desk.ts';
import { createBackupDesk } from './threads/backup-desk.ts';
import { createDoctor } from './threads/doctor.ts';
import { openEngine, type EngineLine } from './threads/engine-line.ts';
import { createFrameStatus, type EngineLoad } from './threads/frame-status.ts';
import { createHostPool } from './threads/host-pool.ts';
import { openMaintenanceLine } from './threads/maintenance-line.ts';
import { poolSize } from './threads/pool-size.ts';
import { openPlaces, type Places } from './threads/places.ts';
import { openReads, type ReadLine } from './threads/read-line.ts';
import { createQueueDesk } from './threads/queue-desk.ts';
import { createScheduleDesk, type ScheduleDesk } from './threads/schedule-desk.ts';
import { openTools } from './threads/tool-supervision.ts';

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
}

/** Starts every thread of one workspace and takes up what an earlier process left. Throws `disk-full` when there is no room to. */
export async function startLive(deps: RuntimeDeps, { audience, emit, onUseless }: LiveEvents): Promise<Serving> {
  await needRoom(deps.workspace);
  const places: Places = openPlaces(deps.workspace);
  const answerContract = createContractAnswers();
  let degraded: Extract<FromEngine, { kind: 'degraded' }>['error'] = null;
  const crash = deps.crashAt === undefined ? {} : { crashAt: deps.crashAt };

  const engine: EngineLine = await openEngine(
    {
      database: places.database,
      recordsDb: places.recordsDb,
      version: deps.version,
      capacity: runCapacity,
      hosts: poolSize({ cores: cpus().length, memoryMb: totalmem() / 1024 / 1024 }),
      audience,
      ...crash,
    },
    {
      told(message) {
        switch (message.kind) {
          case 'wrote':
            return maintenance.wrote();
          case 'published':
            return emit(message);
          case 'progress': {
            const { kind: _kind, ...payload } = message;
            return emit({ kind: 'ephemeral', name: 'progress', payload });
          }
          case 'need-host':
            return void agents.hostFor(message.releaseHash, message.isAnother);
          case 'kill-host':
            return agents.endHost(message.hostId, message.reason);
          case 'retire-host':
            return agents.forgetHost(message.hostId);
          case 'idle-host':
            return agents.idleHost(message.hostId, message.releaseHash, message.reason);
          case 'spare-host':
            return void agents.spareFor(message.releaseHash);
          case 'degraded':
            degraded = message.error;
            return emit({
              kind: 'published',
              items: [{ topic: 'workspace.changed', runId: null, payload: { reason: 'health' }, cursor: null }],
            });
          case 'contract-question':
            return engine.tell({
              kind: 'contract-answer',
              seq: message.seq,
              answer: answerContract(message.question),
            });
          case 'collect':
            return maintenance.collect();
          case 'go-failed':
            return onUseless(message.error);
          case 'lost':
            return deps.onFatal(message.reason);
        }
      },
      gone: deps.onFatal,
    },
  );
  const maintenance = openMaintenanceLine({
    database: places.database,
    artifactFolder: places.artifactFolder,
    ...crash,
  });
  const hosts = createHostPool({
    places,
    clock: systemClock,
    connectFiles: maintenance.connectFiles,
    onGone: ({ hostId }, end) => {
      agents.forgetHost(hostId);
      engine.tell({ kind: 'host-gone', hostId, end });
    },
    onFull: ({ hostId }) => engine.tell({ kind: 'host-full', hostId }),
  });
  const screens: ReadLine = openReads(
    { database: places.database, artifactFolder: places.artifactFolder },
    'read-screens',
  );
  const heavy: ReadLine = openReads({ database: places.database, artifactFolder: places.artifactFolder }, 'read-heavy');
  const tools = openTools(places, engine, deps.crashAt);
  const agents: AgentDesk = createAgentDesk({ places, hosts, engine, screens, log: deps.log });
  const files: IncomingFiles = createIncomingFiles(places.artifactFolder, systemClock);
  const schedules: ScheduleDesk = createScheduleDesk({ agents, engine, screens, files, log: deps.log });
  const load = { method: 'engine.load', input: {}, as: null, command: null };
  const status = createFrameStatus({
    places,
    screens,
    version: deps.version,
    capacity: runCapacity,
    load: () => engine.call(load) as Promise<EngineLoad>,
    nowMs: systemClock.now,
    degraded: () => degraded,
  });
  const backups = createBackupDesk({
    places,
    version: deps.version,
    clock: systemClock,
    engine,
    maintenance,
    progress: (payload) => emit({ kind: 'ephemeral', name: 'backup', payload }),
  });
  const doctor = createDoctor({ places, version: deps.version, screens, rungs: engine.opened.rungs });
  try {
    await agents.registerBuiltIn(deps.agentFolders);
  } catch (error) {
    await close();
    throw error;
  }
  engine.tell({ kind: 'go' });
  schedules.begin();

  /** Methods that are answered here; the others go to the engine or to a reader. */
  const own: { readonly [M in MethodName]?: (input: MethodArguments<M>, asking: Asking) => Promise<unknown> } = {
    'workspace.status': () => status(),
    'workspace.doctor': () => doctor(),
    'workspace.createSample': (_input, asking) => agents.startSample(asking, files),
    'backup.create': (_input, asking) => backups.create(null, asking),
    'backup.createAt': ({ folder }, asking) => backups.create(folder, asking),
    'backup.list': () => backups.list(),
    'upload.open': files.open,
    'upload.append': files.append,
    'upload.close': files.close,
    'upload.cancel': files.cancel,
    'file.import': files.import,
    'agent.add': (input, asking) => agents.add(input.folder, asking),
    'agent.inspect': (input) => agents.inspect(input.agentId, input.file),
    'run.start': (input, asking) => agents.startRun(input, asking),
    'run.fork': (input, asking) => agents.forkRun(input, asking),
    'run.extend': (input, asking) => agents.extendRun(input, asking),
    ...schedules.answers,
    ...createQueueDesk({ engine, screens }),
    'schedule.preview': (input) => heavy.ask('schedule.preview', input),
    'audit.verify': (input) => heavy.ask('audit.verify', input),
    'assistant.ask': (input, { as }) => heavy.ask('assistant.ask', { ...input, as }),
  };
  /** Commands that are pure engine decisions. */
  const engineMethods: ReadonlySet<MethodName> = new Set<MethodName>([
    'workspace.settleClock',
    'person.create',
    'settings.change',
    'run.placeHold',
    'signal.send',
    'run.liftHold',
    'run.cancel',
    'run.kill',
    'run.pause',
    'run.resume',
    'agent.pause',
    'agent.resume',
    'agent.quarantine',
    'agent.liftQuarantine',
    'agent.resetBreaker',
    'run.retry',
    'run.rewind',
    'run.rollBack',
    'queue.create',
    'deadLetter.retry',
    'deadLetter.dismiss',
    'queue.change',
    'queue.pause',
    'queue.resume',
    'queue.remove',
    'run.prioritise',
    'run.move',
    'run.delay',
    'budget.set',
    'budget.remove',
    'budget.raise',
    'budget.settle',
    'bulk.start',
    'bulk.cancel',
    'approval.approve',
    'approval.reject',
    'approval.respond',
    'approval.undo',
    'effect.compensate',
    'effect.reconcile',
    'stop.engage',
    'stop.lift',
    'schedule.fire',
    'schedule.backfill',
  ]);

  async function answer<M extends MethodName>(
    method: M,
    input: MethodArguments<M>,
    { as, commandId }: Caller,
  ): Promise<MethodOutput<M>> {
    const command =
      commandId === null || !('mutates' in methods[method]) ? null : nameCommand(commandId, method, as, input);
    const mine = own[method];
    const value =
      mine !== undefined
        ? await mine(input, { as, command })
        : engineMethods.has(method)
          ? await engine.call({ method, input, as, command })
          : await screens.ask(method, input);
    return value as MethodOutput<M>;
  }

  async function close(): Promise<void> {
    schedules.close();
    await files.abandonAll();
    await engine.close();
    await Promise.all([hosts.endAll(), tools.close(), screens.close(), heavy.close()]);
    // The last connection folds the log into the database; a reader cannot.
    await maintenance.close();
  }

  const mayRestore = async (asking: Asking): Promise<void> =>
    void (await engine.call({ method: 'backup.begin', input: {}, ...asking }));

  return { answer, mayRestore, clockChanged: () => engine.tell({ kind: 'clock-changed' }), close };
}
