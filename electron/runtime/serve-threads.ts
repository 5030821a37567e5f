import { lookThroughPages } from './threads/pages-check.ts';
import { toWireError } from '../../shared/errors.ts';
import type { Json } from '../../shared/json.ts';
import { methods, type MethodArguments, type MethodName, type MethodOutput } from '../../shared/ipc/methods.ts';
import { createIncomingFiles, type IncomingFiles } from './artifacts/incoming-files.ts';
import { createContractAnswers } from './contracts/answer-contracts.ts';
import { nameCommand, type Asking } from './engine/command.ts';
import type { FromEngine } from './engine/engine-protocol.ts';
import { runCapacity, type LiveEvents, type Serving } from './live-runtime.ts';
import type { Caller, RuntimeDeps } from './runtime.ts';
import { engineMethods } from './threads/engine-methods.ts';
import type { Models } from './ports.ts';
import { createKeptSecrets } from './secrets/kept-secrets.ts';
import { createEndpointDesk } from './threads/endpoint-desk.ts';
import { createModelConfig } from './threads/model-config.ts';
import { systemResolve } from './tools/http-send/checked-address.ts';
import { createModels } from './providers/models.ts';
import { systemClock } from './system-ports.ts';
import { createAgentDesk, type AgentDesk } from './threads/agent-desk.ts';
import { createBatchDesk } from './threads/batch-desk.ts';
import { createBackupDesk } from './threads/backup-desk.ts';
import { createDoctor } from './threads/doctor.ts';
import { createConversationDesk } from './threads/conversation-desk.ts';
import type { EngineLine, EngineTold } from './threads/engine-line.ts';
import { createModelDesk } from './threads/model-desk.ts';
import { createFrameStatus, type EngineLoad } from './threads/frame-status.ts';
import { createHostPool } from './threads/host-pool.ts';
import { openMaintenanceLine } from './threads/maintenance-line.ts';
import type { Places } from './threads/places.ts';
import { createPolicyDesk } from './threads/policy-desk.ts';
import { openReads, type ReadLine } from './threads/read-line.ts';
import { createReservations } from './threads/reservations.ts';
import { createQueueDesk } from './threads/queue-desk.ts';
import { createScheduleDesk, type ScheduleDesk } from './threads/schedule-desk.ts';
import { createSimulationDesk } from './threads/simulation-desk.ts';
import { openTools } from './threads/tool-supervision.ts';

export interface ThreadsOptions {
  readonly deps: RuntimeDeps;
  readonly events: LiveEvents;
  readonly places: Places;
  readonly engine: EngineLine;
  readonly screens: ReadLine;
}

export interface ServedThreads {
  told(message: EngineTold): void;
  readonly models: Models;
  /** Takes up what an earlier process left, and answers from then on. */
  begin(): Promise<Serving>;
}

/** The threads of a workspace as one that answers. */
export function serveThreads({ deps, events, places, engine, screens }: ThreadsOptions): ServedThreads {
  const { emit, onUseless, onRefused } = events;
  const answerContract = createContractAnswers();
  let degraded: Extract<FromEngine, { kind: 'degraded' }>['error'] = null;
  let isClosing = false;
  /** Settled when the agents that come with the product are there and the engine has begun. */
  let begun: Promise<void> = Promise.resolve();
  const { database, artifactFolder } = places;
  const maintenance = openMaintenanceLine(
    { database, artifactFolder, ...(deps.crashAt === undefined ? {} : { crashAt: deps.crashAt }) },
    systemClock.after,
  );
  const hosts = createHostPool({
    places,
    clock: systemClock,
    connectFiles: maintenance.connectFiles,
    connectModels: (port) => modelDesk.connect(port),
    onGone: ({ hostId }, end) => {
      agents.forgetHost(hostId);
      engine.tell({ kind: 'host-gone', hostId, end });
    },
    onFull: ({ hostId }) => engine.tell({ kind: 'host-full', hostId }),
  });
  const heavy: ReadLine = openReads({ database, artifactFolder }, 'read-heavy');
  const modelsDeps = {
    heavy,
    clock: systemClock,
    resolve: systemResolve,
    secrets: createKeptSecrets(places.secretsFolder),
    ...createModelConfig({ engine, screens }),
  };
  const models = deps.models ?? createModels(modelsDeps);
  const modelDesk = createModelDesk({
    models,
    query: async ({ runId, tool, args }) => (await heavy.ask('console.query', { tool, args, asker: runId })) as Json,
    tell: (payload) => emit({ kind: 'ephemeral', name: 'turn', payload }),
  });
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
  const reservations = createReservations({
    screens,
    clock: systemClock,
    tell: (payload) => emit({ kind: 'ephemeral', name: 'reserved', payload }),
  });
  const doctor = createDoctor({ places, version: deps.version, screens, rungs: engine.opened.rungs });
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
    ...reservations.answers,
    'agent.add': (input, asking) => agents.add(input.folder, asking),
    'agent.inspect': (input) => agents.inspect(input.agentId, input.file),
    'run.start': (input, asking) => agents.startRun(input, asking),
    'run.fork': (input, asking) => agents.forkRun(input, asking),
    'run.extend': (input, asking) => agents.extendRun(input, asking),
    ...schedules.answers,
    ...createQueueDesk({ engine, screens }),
    'preference.show': (_, { as }) => screens.ask('preference.show', { as }),
    ...createBatchDesk({ engine, screens, heavy }),
    ...createConversationDesk({ agents, engine, screens, heavy, artifactFolder }),
    'review.statistics': (input, { as }) => heavy.ask('review.statistics', { ...input, as }),
    'review.items': (input, { as }) => heavy.ask('review.items', { ...input, as }),
    'schedule.preview': (input) => heavy.ask('schedule.preview', input),
    ...createPolicyDesk({ agents, screens, heavy }),
    ...createSimulationDesk({
      heavy,
      folder: places.simulationFolder,
      clock: systemClock,
      progress: (payload) => emit({ kind: 'ephemeral', name: 'simulation', payload }),
    }),
    'grant.show': (input, { as }) => screens.ask('grant.show', { ...input, as }),
    'grant.draft': (input, { as }) => heavy.ask('grant.draft', { ...input, as }),
    'grant.backtest': (input) => heavy.ask('grant.backtest', input),
    ...createEndpointDesk({ engine, models: modelsDeps }),
    'audit.verify': (input) => heavy.ask('audit.verify', input),
    'assistant.ask': (input, { as }) => heavy.ask('assistant.ask', { ...input, as }),
  };
  async function answer<M extends MethodName>(
    method: M,
    input: MethodArguments<M>,
    { as, commandId }: Caller,
  ): Promise<MethodOutput<M>> {
    // What a first page shows needs no agent: a first start describes them while it is drawn.
    if (method !== 'workspace.status') await begun;
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
    isClosing = true;
    schedules.close();
    await files.abandonAll();
    // The last connection folds the log into the database, and a reader cannot: maintenance, or the writer while there is none.
    if (!maintenance.isStarted()) await Promise.all([screens.close(), heavy.close()]);
    await engine.close();
    await Promise.all([hosts.endAll(), tools.close(), screens.close(), heavy.close()]);
    await maintenance.close();
  }

  function told(message: EngineTold): void {
    switch (message.kind) {
      case 'wrote':
        return maintenance.wrote();
      case 'published':
        return emit({ ...message, items: reservations.shown(message.items) });
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
      case 'need-tools':
        return tools.start();
      case 'spare-tools':
        return tools.spare();
      case 'go-failed':
        return isClosing ? undefined : onUseless(message.error);
      case 'lost':
        return deps.onFatal(message.reason);
    }
  }

  const mayRestore = async (asking: Asking): Promise<void> =>
    void (await engine.call({ method: 'backup.begin', input: {}, ...asking }));

  async function begin(): Promise<Serving> {
    try {
      const missing = await agents.unregistered(deps.agentFolders);
      if (missing.length === 0) go();
      else {
        begun = agents.registerBuiltIn(missing).then(go);
        begun.catch((error: unknown) => void (isClosing || onRefused(toWireError(error))));
      }
    } catch (error) {
      await close();
      throw error;
    }
    return { answer, mayRestore, clockChanged: () => engine.tell({ kind: 'clock-changed' }), close };
  }

  function go(): void {
    if (isClosing) return;
    engine.tell({ kind: 'go' });
    schedules.begin();
    void lookThroughPages({ engine, database: places.database, isClosing: () => isClosing, onDamaged: deps.onFatal });
  }

  return { told, models, begin };
}
