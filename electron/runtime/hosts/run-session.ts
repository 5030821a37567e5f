import type { AgentDefinition } from '../sdk/types.ts';
import { enter } from './at-work.ts';
import { createCtx } from './ctx.ts';
import type { FileClient } from './file-client.ts';
import { hostTimers } from './guard-globals.ts';
import { waitKind } from './entry-parts.ts';
import { LeftHost } from './left-host.ts';
import { createModelCalls } from './model-calls.ts';
import type { ModelClient } from './model-client.ts';
import { toText } from './journal-values.ts';
import { journalVersion, type FromHost, type HostRecord, type ReplayEntry, type ToHostStart } from './protocol.ts';
import { createProgressTeller } from './progress-teller.ts';
import { createReplay } from './replay.ts';
import { runContext, type Deterministic } from './run-context.ts';
import { createSessionPort } from './session-calls.ts';
import { agentErrorOf, writtenByNewer } from './run-errors.ts';
import { seeded } from './seeded.ts';
import { createReserving } from './reserving.ts';
import { createStepRunner } from './step-runner.ts';

export interface RunSession {
  settled(entries: readonly ReplayEntry[]): void;
  /** What it recorded at this path is committed. */
  kept(path: string, when: Pick<ReplayEntry, 'dueAtMs' | 'atMs'>): void;
  /** This call may begin. */
  reserved(path: string): void;
  countsSteps(countsSteps: boolean): void;
  abort(reason: string): void;
  /** The run has left this host: nothing it does is heard any more. */
  leave(): void;
}

/** A host's lines to what it cannot reach itself. */
export interface HostLines {
  readonly files: FileClient;
  readonly models: ModelClient;
}

/** Runs one activation of one run: replays it from its journal, then does what the journal does not have yet. */
export function startSession(
  start: ToHostStart,
  agent: AgentDefinition,
  { files, models }: HostLines,
  check: (output: unknown) => void,
  send: (message: FromHost) => void,
): RunSession {
  const { runId, activation } = start;
  let over = false;
  let cancelled: string | null = null;
  let ended = false;
  let reading = 0;
  let announced = '';
  let heard = 0;
  const inFlight = new Set<string>();
  const recording = new Map<string, HostRecord>();
  const chance = seeded(start.seed);
  const source: Deterministic = { now: () => replay.lastAtMs(), random: chance.random, uuid: chance.uuid };

  const isWanted = (path: string): boolean => !over && !replay.isAbandoned(path);
  const reserving = createReserving(start.countsSteps, inFlight, isWanted, (call) => {
    announced = '';
    send({ kind: 'reserve', runId, activation, call });
  });
  const steps = createStepRunner({
    runId,
    files,
    source,
    jitter: seeded(`${start.seed}:retries`).random,
    record,
    told: (progress) => teller.changed(progress),
    isCancelled: () => over || cancelled !== null,
    reserve: reserving.ask,
    ended: () => (over ? tellLeft() : tryCancelled()),
  });
  const calls = createModelCalls({
    start,
    models,
    files,
    steps,
    record,
    waits: (path) => void replay.waits.set(path, 'retry'),
    busy,
  });
  const replay = createReplay(start.entries, start.createdAtMs, {
    turn(next) {
      hostTimers.setImmediate(() => {
        if (over) return;
        enter(runId, null);
        next();
      });
    },
    mismatch: (error) => end({ kind: 'mismatch', runId, activation, error }),
    recorded,
    changed: () => void hostTimers.setImmediate(lookForIdle),
    isBusy: () => steps.running().length > 0 || inFlight.size > 0 || reading > 0,
  });

  /** The engine has committed a record: waits begin, and a retry whose time has come is done. */
  function recorded(entry: ReplayEntry): void {
    inFlight.delete(entry.path);
    recording.delete(entry.path);
    if (entry.phase === 'waiting' && entry.kind === 'model') return calls.kept(entry.path);
    if (entry.phase === 'waiting') replay.waits.set(entry.path, waitKind(entry));
    if (entry.phase !== 'attempt-failed') return;
    if (entry.dueAtMs !== null) replay.waits.set(entry.path, 'retry');
    else {
      replay.waits.delete(entry.path);
      steps.retryNow(entry.path);
    }
  }

  function lookForIdle(): void {
    if (over || ended || steps.running().length > 0 || inFlight.size > 0 || reading > 0 || replay.isDelivering())
      return;
    const paths = replay.pendingPaths();
    if (paths.length === 0 || paths.some((path) => !replay.waits.has(path))) return void (announced = '');
    const waits = [...new Set(replay.waits.values())].toSorted();
    const now = `${waits.join()}:${paths.length}`;
    if (now === announced) return;
    announced = now;
    teller.last();
    send({ kind: 'idle', runId, activation, waits, heard });
  }

  function record(entry: HostRecord): void {
    if (over || replay.isAbandoned(entry.path)) return;
    recording.set(entry.path, entry);
    askEngine(entry.path, { kind: 'record', runId, activation, record: entry });
  }

  const teller = createProgressTeller(
    () => steps.running(),
    (progress, runningSteps) => {
      if (over || ended) return false;
      send({ kind: 'progress', runId, activation, progress, runningSteps });
      return true;
    },
  );

  /** Asks the engine for what it alone can record; a branch that was left behind asks for nothing. */
  function askEngine(path: string, message: FromHost): void {
    if (over || replay.isAbandoned(path)) return;
    teller.last();
    inFlight.add(path);
    announced = '';
    send(message);
  }

  const port = createSessionPort({
    start,
    files,
    models,
    source,
    replay,
    steps,
    calls,
    record,
    askEngine,
    send,
    busy,
    isOver: () => over,
    began: (path) => void inFlight.add(path),
    leftBehind(prefix) {
      for (const path of inFlight) if (path.startsWith(`${prefix}/`)) inFlight.delete(path);
    },
    progress: teller.changed,
  });

  async function busy<T>(work: () => Promise<T>): Promise<T> {
    reading += 1;
    try {
      return await work();
    } finally {
      reading -= 1;
    }
  }

  function end(message: FromHost): void {
    if (ended || over) return;
    teller.last();
    ended = true;
    steps.abort(() => true, new Error('the run has ended'));
    send(message);
  }

  function tryCancelled(): void {
    if (cancelled !== null && steps.running().length === 0) end({ kind: 'cancelled', runId, activation });
  }

  function tellLeft(): void {
    if (steps.running().length === 0) send({ kind: 'left', runId, activation });
  }

  async function go(): Promise<void> {
    const newer = start.entries.find((entry) => entry.version > journalVersion);
    if (newer !== undefined) return end({ kind: 'mismatch', runId, activation, error: writtenByNewer(newer) });
    try {
      const input = JSON.parse(start.input) as Parameters<AgentDefinition['run']>[1];
      replay.strands.begin();
      enter(runId, null);
      const output = await runContext.run({ source, runId, step: null }, () =>
        agent.run(createCtx(port, '', start.seed), input),
      );
      if (replay.isCutShort()) return;
      check(output);
      if (cancelled === null)
        end({ kind: 'finished', runId, activation, output: await toText(output, 'the result', files) });
    } catch (thrown) {
      if (cancelled !== null || replay.isCutShort()) return;
      const error = agentErrorOf(thrown);
      end({ kind: error.code === 'journal-mismatch' ? 'mismatch' : 'failed', runId, activation, error });
    }
  }

  void go();
  return {
    settled: (entries) => {
      announced = '';
      heard += 1;
      replay.settled(entries);
    },
    kept(path, { dueAtMs, atMs }) {
      const entry = recording.get(path);
      recording.delete(path);
      announced = '';
      heard += 1;
      if (entry !== undefined) replay.settled([{ ...entry, dueAtMs, atMs, version: journalVersion }]);
    },
    reserved: reserving.reserved,
    countsSteps: reserving.countsSteps,
    abort(reason) {
      cancelled = reason;
      steps.abort(() => true, new Error(reason));
      tryCancelled();
    },
    leave() {
      if (over) return;
      teller.last();
      over = true;
      steps.abort(() => true, new LeftHost('the run has left this host'));
      tellLeft();
    },
  };
}
