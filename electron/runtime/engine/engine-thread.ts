import { dirname } from 'node:path';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { toWireError } from '../../../shared/errors.ts';
import { createArtifactDesk } from '../artifacts/artifact-desk.ts';
import { createConversations } from '../conversations/conversations.ts';
import { createBroker } from '../effects/broker.ts';
import type { Broker } from '../effects/broker-port.ts';
import { answeredHere } from '../effects/answered-here.ts';
import { createToolLine } from '../effects/tool-line.ts';
import { armCrashAt } from '../faults/crash-point.ts';
import { batchedLine, messagesOf } from '../hosts/message-batches.ts';
import { createGrantDesk } from '../grants/grant-desk.ts';
import type { FromHost, ToHost } from '../hosts/protocol.ts';
import { createPeers, type Peers } from '../peers/peers.ts';
import { takeOut } from '../releases/release-commands.ts';
import { firstPolicy } from '../policies/first-policy.ts';
import { createPolicyTool } from '../policies/policy-tool.ts';
import { diskFull, isFullDisk } from '../store/full-disk.ts';
import { DamagedError } from '../store/damaged-error.ts';
import { climbLadder, rungsOfEntry } from '../store/integrity-ladder.ts';
import { openWriter } from '../store/open.ts';
import { findPlace } from '../store/place-identity.ts';
import { createSqliteEngine } from '../store/sqlite-engine.ts';
import { createStores } from '../store/stores.ts';
import { createScheduleCommands } from '../schedules/schedule-commands.ts';
import { createScheduler } from '../schedules/scheduler.ts';
import { createDeadlineDesk } from '../verbs/deadline-desk.ts';
import { createBulkDesk } from '../bulk/bulk-desk.ts';
import { createUndoDesk, type UndoDesk } from '../verbs/undo-desk.ts';
import { stderrLogger, systemClock, systemIds } from '../system-ports.ts';
import type { Activations } from './activation-port.ts';
import { createActivations } from './activations.ts';
import { createKeptSecrets } from '../secrets/kept-secrets.ts';
import { secretsFor } from '../secrets/secrets-for.ts';
import { createCommands } from './commands.ts';
import type { EngineThreadData, FromEngine, ToEngine } from './engine-protocol.ts';
import { liveHost } from './live-runs.ts';
import { entered, noteClosed, noteOpened } from './enter.ts';
import { onceIn } from './once-in.ts';
import { createPagesHold } from './pages-hold.ts';
import { createProgressNotices } from './progress-notices.ts';
import { createStopFile } from './stop-file.ts';
import { createRetention, movesRetention } from './retention.ts';
import { createStandingHolds, type StandingHolds } from './standing-holds.ts';

/** How often maintenance hears of commits, ms. */
const tellWroteMs = 40;

/** The engine thread: decisions and the one writer, nothing else. */
const parent = parentPort;
if (parent === null) throw new Error('the engine runs as a thread');
const data = workerData as EngineThreadData;
armCrashAt(data.crashAt);
const { send } = batchedLine<FromEngine>(parent, (flush) => process.nextTick(flush));

try {
  open(parent);
} catch (thrown) {
  const rungs = thrown instanceof DamagedError ? thrown.rungs : null;
  send({ kind: 'open-failed', error: toWireError(isFullDisk(thrown) ? diskFull(thrown) : thrown), rungs });
}

function open(line: MessagePort): void {
  const audience = new Int32Array(data.audience);
  const isHeard = (): boolean => Atomics.load(audience, 0) > 0;
  const climbed = climbLadder(data);
  const db = openWriter(data.database);
  const { meta, counted } = entered(db, climbed);
  const stores = createStores(db, meta.instanceId);
  const engine = createSqliteEngine({
    db,
    stores,
    clock: systemClock,
    ids: systemIds,
    ...meta,
    bootId: systemIds.uuid(),
    onWrote: onceIn(tellWroteMs, systemClock.after, () => send({ kind: 'wrote' })),
    // Timers stand still while a computer sleeps, and nobody tells a runtime without a desktop shell that it woke up.
    onClockLeapt: () => void systemClock.after(0, clockChanged),
    isHeard,
    onLost: (error) => send({ kind: 'lost', reason: String(error) }),
    onDegraded: (error) => {
      send({ kind: 'degraded', error: error === null ? null : toWireError(error) });
    },
  });
  const secrets = createKeptSecrets(data.secretsFolder);
  const toolThread = createToolLine((kind) => send({ kind }), systemClock.after);
  const broker: Broker = createBroker({
    engine,
    stores,
    tools: answeredHere(toolThread, createPolicyTool(engine, stores)),
    log: stderrLogger,
    activations: () => activations,
    undoMoved: (runId) => undo.moved(runId),
    heldBecause: () => pages.because() ?? holds.because(),
    fileStop: () => stopFile.standing(),
    leaptAtMs: engine.clockLeaptAtMs,
    secretsFor: (calls) => secretsFor(secrets, stores.workspace.settings(), calls),
  });
  broker.awaitRecovery();
  const tellProgress = createProgressNotices(engine.after, (notice) => send({ kind: 'progress', ...notice }));
  const activations: Activations = createActivations({
    engine,
    stores,
    log: stderrLogger,
    capacity: data.capacity,
    hosts: data.hosts,
    needHost: (releaseHash, isAnother) => send({ kind: 'need-host', releaseHash, isAnother }),
    spareHost: (releaseHash) => send({ kind: 'spare-host', releaseHash }),
    killHost: (hostId, reason) => send({ kind: 'kill-host', hostId, reason }),
    retireHost: (hostId) => send({ kind: 'retire-host', hostId }),
    idleHost: ({ hostId, releaseHash }, reason) => send({ kind: 'idle-host', hostId, releaseHash, reason }),
    onQuarantined: (agentId, releaseHash) => void takeOut({ engine, activations }, agentId, releaseHash),
    onProgress: (runId, progress, runningSteps) => {
      if (isHeard()) tellProgress({ runId, progress, runningSteps });
    },
    onAbandoned(runId, prefix, why) {
      void broker.withdraw(runId, prefix, why);
      if (prefix !== null) peers.branchLeft(runId, prefix);
    },
    onProposal: broker.propose,
    onPeer: (live, message) => peers.asked(live, message),
    onArtifact: createArtifactDesk({ engine, stores, activations: () => activations }),
  });
  const scheduler = createScheduler({
    engine,
    stores,
    activations,
    ids: systemIds,
    log: stderrLogger,
    heldBecause: () => holds.ofSchedules(),
  });
  const rearm = (): void => {
    activations.rearm();
    deadlines.rearm();
    conversations.rearm();
    scheduler.rearm();
    broker.resume();
  };
  const pages = createPagesHold({
    pagesLeft: climbed.left,
    db,
    flush: engine.flush,
    released: rearm,
  });
  const holds: StandingHolds = createStandingHolds({
    engine,
    log: stderrLogger,
    placeOf: findPlace(data.database),
    recallAll: (reason) => broker.recall({ kind: 'all' }, reason),
    released: rearm,
  });
  const stopFile = createStopFile({ workspace: dirname(data.database), engine, broker, log: stderrLogger });
  const schedules = createScheduleCommands({ engine, stores, scheduler, ids: systemIds });
  const grants = createGrantDesk({ engine, broker, log: stderrLogger });
  const undo: UndoDesk = createUndoDesk({ engine, stores, broker, log: stderrLogger });
  const retention = createRetention({ engine, stores, log: stderrLogger, collect: () => send({ kind: 'collect' }) });
  const bulk = createBulkDesk({ engine, stores, broker, log: stderrLogger, carryOut: (call) => run(call) });
  const deadlines = createDeadlineDesk({
    engine,
    stores,
    log: stderrLogger,
    pass: async (runId) => void (await run({ method: 'run.passDeadline', input: { runId }, as: null, command: null })),
  });
  const peers: Peers = createPeers({
    engine,
    stores,
    broker,
    log: stderrLogger,
    activations: () => activations,
    askContract: (seq, question) => send({ kind: 'contract-question', seq, question }),
    endChild: (runId, how) => run({ method: 'run.endChild', input: { runId, how }, as: null, command: null }),
  });
  const conversations = createConversations({
    engine,
    stores,
    activations: () => activations,
    contracts: () => peers.contracts,
    ids: systemIds,
    log: stderrLogger,
  });
  const run = createCommands({
    engine,
    stores,
    activations,
    broker,
    holds,
    schedules,
    bulk,
    stopFile,
    contracts: peers.contracts,
    conversations,
    ids: systemIds,
  });
  engine.onCommitted((items) => send({ kind: 'published', items }));

  line.on('message', (received: unknown) => {
    for (const message of messagesOf<ToEngine>(received)) hear(message);
  });

  function hear(message: ToEngine): void {
    switch (message.kind) {
      case 'call':
        return void run(message.call).then(
          (value) => {
            send({ kind: 'reply', seq: message.seq, ok: true, value });
            if (movesRetention.has(message.call.method)) retention.look();
          },
          (thrown: unknown) => send({ kind: 'reply', seq: message.seq, ok: false, error: toWireError(thrown) }),
        );
      case 'host-up':
        return hostUp(message);
      case 'host-gone':
        return activations.hostGone(message.hostId, message.end);
      case 'host-full':
        return activations.hostFull(message.hostId);
      case 'host-failed':
        return activations.hostFailed(message.releaseHash, message.error);
      case 'tools-up':
        return toolThread.attach(message.port);
      case 'tools-gone':
        return toolThread.lost();
      case 'go':
        return void go().catch((thrown: unknown) => send({ kind: 'go-failed', error: toWireError(thrown) }));
      case 'contract-answer':
        return peers.contracts.answered(message.seq, message.answer);
      case 'clock-changed':
        return clockChanged();
      case 'pages-checked':
        return pages.checked(message.wrongCounts);
      case 'close':
        return void close();
    }
  }
  send({
    kind: 'opened',
    engineId: meta.engineId,
    instanceId: meta.instanceId,
    epoch: meta.epoch,
    rungs: [...climbed.rungs, ...rungsOfEntry(counted)],
    pagesLeft: climbed.left,
  });

  function clockChanged(): void {
    void broker.awake();
    rearm();
    retention.look();
    void holds.look().catch(() => undefined);
    void grants.review().catch(() => undefined);
  }

  function hostUp({ hostId, releaseHash, mostRuns, port }: Extract<ToEngine, { kind: 'host-up' }>): void {
    port.on('message', (received: unknown) => {
      for (const message of messagesOf<FromHost>(received)) activations.fromHost(hostId, message);
    });
    // After everything that was set off by one commit, and before the next begins.
    const toHost = batchedLine<ToHost>(port, (flush) => process.nextTick(flush));
    activations.hostUp(liveHost({ hostId, releaseHash, mostRuns, send: toHost.send }));
  }

  /** Takes up what a dead process left, and says so in the audit log. */
  async function go(): Promise<void> {
    if (stores.workspace.policy() === null) await engine.transact({}, firstPolicy);
    await holds.look();
    await stopFile.begin();
    await grants.review();
    const effects = await broker.recover();
    const runs = await activations.recover();
    await peers.recover();
    conversations.recover();
    undo.recover();
    bulk.recover();
    deadlines.rearm();
    scheduler.begin();
    await engine.transact({}, noteOpened(meta.instanceId, data.version, { runs, ...effects }));
    retention.look();
  }

  async function close(): Promise<void> {
    stopFile.close();
    scheduler.close();
    grants.close();
    undo.close();
    broker.close();
    retention.close();
    await activations.close();
    holds.close();
    deadlines.close();
    conversations.close();
    await engine.transact({}, noteClosed).catch(() => undefined);
    engine.flush();
    db.close();
    send({ kind: 'closed' });
    process.nextTick(() => line.close());
  }
}
