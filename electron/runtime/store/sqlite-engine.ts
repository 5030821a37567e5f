import { dirname } from 'node:path';
import { LanekeeperError, fromWireError, type ErrorCode } from '../../../shared/errors.ts';
import type { TopicName } from '../../../shared/ipc/topics.ts';
import { asId, type AtMs, type EngineId, type Ms } from '../../../shared/ids.ts';
import type {
  Decide,
  Engine,
  Env,
  Families,
  Family,
  Keys,
  Loaded,
  Outcome,
  Published,
  TransactOptions,
} from '../engine/engine-port.ts';
import { approvalSummary, effectSummary, journalRecord, runSummary } from '../engine/summaries.ts';
import { bulkSummary } from '../bulk/bulk-decisions.ts';
import type { RunState } from '../engine/states.ts';
import { applyChange } from './apply.ts';
import { newestId } from './newest-id.ts';
import { unwrap, type Kept } from './kept.ts';
import { firstReply, keptReply } from './kept-reply.ts';
import { mergeTouched, nothingTouched, writeCounts, type Touched } from './touched.ts';
import { hasRoom } from './full-disk.ts';
import { createGroupCommit, isStorageError } from './group-commit.ts';
import type { Moment } from './log-store.ts';
import { spendingOf } from './spending-reads.ts';
import { forgetStores, type Stores } from './stores.ts';
import type { SqliteEngineOptions } from './sqlite-engine-options.ts';
import { createTrustedTime } from './trusted-time.ts';

/** How often a degraded engine tries to commit again. An engine that is well never does. */
const lookAgainMs: Ms = 2_000;

/** The engine port on one SQLite writer. Everything below runs on the engine thread. */
export interface SqliteEngine extends Engine {
  readonly stores: Stores;
  /** How far the wall clock has jumped ahead of trusted time, which does not follow it; null when it does. */
  clockAheadMs(): Ms | null;
  /** Trusted time right after it last went on without time passing: the computer slept, or its clock was set. */
  clockLeaptAtMs(): AtMs;
  /** Trusted time follows the wall clock again, where it is now. */
  acceptClock(): void;
  /** What each commit changed of the workspace as a whole; for what the runtime itself follows. */
  onNoticed(listener: (notices: readonly string[]) => void): () => void;
  flush(): void;
}

export function createSqliteEngine(options: SqliteEngineOptions): SqliteEngine {
  const { db, stores, clock, ids, epoch } = options;
  const newest = newestId(db);
  if (newest !== null) ids.follow(newest);
  const listeners = new Set<(published: readonly Published[]) => void>();
  const followers = new Set<(runs: Iterable<RunState>) => void>();
  const noticed = new Set<(notices: readonly string[]) => void>();
  const known = { floorMs: options.floorMs, aheadMs: stores.place.clockAheadMs() };
  const time = createTrustedTime(clock, known, options.onClockLeapt);
  const readEpoch = db.prepare("SELECT value FROM meta WHERE key = 'owner-epoch'").pluck();
  let touched = nothingTouched();
  /** Why the last commit could not be made. */
  let degraded: ErrorCode | null = null;
  let isLooking = false;

  /** All commands of a group happen at one moment: the one at which its transaction began. */
  let at: Moment = { wallMs: options.floorMs, monotonicMs: 0, bootId: options.bootId };
  let env: Env = {
    nowMs: options.floorMs,
    epoch,
    instanceId: '',
    engineId: options.engineId,
    uuid: ids.uuid,
    nonce: ids.nonce,
  };

  const loaders: { readonly [F in Family]: (key: string) => Families[F] | null } = {
    run: (key) => stores.runs.load(key),
    peer: (key) => stores.runs.load(key),
    effect: (key) => stores.effects.bundle(key),
    approval: (key) => stores.effects.bundleOfApproval(key),
    agent: (key) => stores.workspace.agent(key),
    release: (key) => stores.workspace.release(key),
    schedule: (key) => stores.schedules.load(key),
  };

  const zone = (): string | null => stores.workspace.settings().timeZone;
  const spending = spendingOf(stores, () => at.wallMs, zone);
  const group = createGroupCommit(db, {
    begin() {
      if (Number(readEpoch.get()) !== epoch)
        throw new LanekeeperError('degraded', 'Another process owns this workspace now; nothing was written.');
      at = {
        wallMs: time.stamp(),
        monotonicMs: Math.round(clock.monotonic() * 1000) / 1000,
        bootId: options.bootId,
      };
      env = { ...env, nowMs: at.wallMs };
    },
    close() {
      const { log } = stores;
      const { runs, approvals, effects, artifacts, conversations } = touched;
      let told = runs.size + approvals.size + effects.size + artifacts.length + conversations.size;
      const grown = new Set(touched.journal.map((row) => row.runId));
      for (const runId of grown) if (!runs.has(runId)) told += 1;
      log.events(told);
      writeCounts(stores, touched);
      stores.tail.moveIfFull();
      log.closeGroup(at);
    },
    committed() {
      options.onWrote?.();
      const published = listeners.size > 0 && options.isHeard?.() !== false ? publish() : [];
      const changed = touched.runs;
      for (const { runId } of touched.effects.values()) {
        const run = changed.has(runId) ? null : stores.runs.load(runId);
        if (run !== null) changed.set(runId, run);
      }
      const { notices } = touched;
      touched = nothingTouched();
      if (degraded !== null) {
        degraded = null;
        options.onDegraded(null);
      }
      if (published.length > 0) for (const listener of listeners) listener(published);
      if (changed.size > 0) for (const follower of followers) follower(changed.values());
      if (notices.length > 0) for (const listener of noticed) listener(notices);
    },
    undone: forget,
    rolledBack(error) {
      forget();
      if (degraded !== error.code) options.onDegraded(error);
      degraded = error.code;
      lookAgain();
    },
    lost: options.onLost,
    elapsed: clock.monotonic,
  });

  /**
   * While degraded, an empty commit is tried now and then: it writes the head of the log as every other does, so it
   * tells whether there is room. Nobody may be left who could find out otherwise, since the screens refuse new work.
   */
  function lookAgain(): void {
    if (isLooking) return;
    isLooking = true;
    clock.after(lookAgainMs, () => {
      isLooking = false;
      if (degraded === null || !db.open) return;
      // A page more would fit long before a command does.
      if (hasRoom(dirname(db.name))) group.submit(() => null, 'back').catch(() => undefined);
      else lookAgain();
    });
  }

  function forget(): void {
    touched = nothingTouched();
    forgetStores(stores);
    stores.log.reload();
  }

  function publish(): Published[] {
    const out: Published[] = [];
    const cursor = stores.log.cursor();
    const add = (topic: TopicName, runId: string | null, payload: unknown): void =>
      void out.push({ topic, runId, payload, cursor });
    for (const state of touched.runs.values()) add('run.changed', state.runId, runSummary(state));
    const journal = new Map<string, ReturnType<typeof journalRecord>[]>();
    for (const row of touched.journal) {
      const records = journal.get(row.runId);
      if (records === undefined) journal.set(row.runId, [journalRecord(row)]);
      else records.push(journalRecord(row));
    }
    for (const [runId, records] of journal) add('journal.appended', runId, { runId, records });
    for (const state of touched.effects.values()) add('effect.changed', state.runId, effectSummary(state));
    for (const state of touched.approvals.values()) add('approval.changed', state.runId, approvalSummary(state));
    for (const state of touched.artifacts) add('artifact.added', state.runId, { ...state, path: '' });
    for (const [conversationId, turns] of touched.conversations) {
      const conversation = stores.conversations.shown(conversationId);
      // Its id stands where others name their run, so that one conversation can be followed.
      add('conversation.changed', conversationId, { conversationId, conversation, turnIds: [...turns] });
    }
    for (const state of touched.bulk.values()) add('bulk.changed', null, bulkSummary(state));
    for (const reason of new Set(touched.notices)) add('workspace.changed', null, { reason });
    return out;
  }

  /** What is thrown before the first change is written leaves no trace of itself, and is answered as it is. */
  function decided<const K extends Keys, R>(
    keys: K,
    decide: Decide<K, R>,
    command: TransactOptions['command'],
  ): { readonly outcome: Outcome<R> } | Kept<R> {
    try {
      if (command !== undefined) {
        const first = stores.commands.firstReply(command);
        if (first !== null) return { value: firstReply(first) as R };
      }
      const loaded: Record<string, unknown> = {
        policy: stores.workspace.policy(),
        stops: stores.workspace.stops(),
        agentPauses: stores.agentPauses(),
        settings: stores.workspace.settings(),
        queue: stores.queues.load,
        count: (name: string) => stores.counters.read(name) + (touched.counts.get(name) ?? 0),
        spending,
        // Nothing measures drift yet: no alert of it can be active.
        driftAlert: options.driftAlert ?? (() => false),
        grants: stores.standingGrants,
        person: stores.workspace.person,
        people: stores.workspace.people,
      };
      for (const family of Object.keys(keys) as Family[]) {
        const key = keys[family];
        loaded[family] = key === undefined ? null : loaders[family](key);
      }
      // Looked up here: a command before this one in its group may have made it another workspace.
      return { outcome: decide(loaded as Loaded<K>, { ...env, instanceId: stores.place.instanceId() }) };
    } catch (error) {
      if (isStorageError(error)) throw error;
      return { error };
    }
  }

  function write<const K extends Keys, R>(
    keys: K,
    decide: Decide<K, R>,
    command: TransactOptions['command'],
    own: Touched,
  ): Kept<R> {
    const made = decided(keys, decide, command);
    if (!('outcome' in made)) return made;
    const { outcome } = made;
    if (!outcome.ok) {
      for (const entry of outcome.audit ?? []) stores.log.audit(entry, at);
      if (outcome.counted !== undefined) applyChange(stores, { put: 'counted', name: outcome.counted }, at, own);
      return { error: fromWireError(outcome.error) };
    }
    for (const change of outcome.changes) applyChange(stores, change, at, own);
    if (command !== undefined) stores.commands.put(command, keptReply(outcome.reply), at.wallMs);
    return { value: outcome.reply };
  }

  return {
    engineId: asId<EngineId>(options.engineId),
    capabilities: { timers: true, groupCommit: true, fullTextSearch: true },
    stores,
    now: time.now,
    clockAheadMs: time.aheadMs,
    clockLeaptAtMs: time.leaptAtMs,
    acceptClock: time.accept,
    after: clock.after,
    transact(keys, decide, transactOptions = {}) {
      return group
        .submit(
          (isAlone) =>
            isAlone
              ? writeAlone((own) => write(keys, decide, transactOptions.command, own))
              : write(keys, decide, transactOptions.command, touched),
          transactOptions.front ? 'front' : 'back',
        )
        .then(unwrap);
    },
    onCommitted(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onRunsChanged(follower) {
      followers.add(follower);
      return () => followers.delete(follower);
    },
    onNoticed(listener) {
      noticed.add(listener);
      return () => noticed.delete(listener);
    },
    flush: group.flush,
  };

  /** A command's changes join the group's only when all of them were written. */
  function writeAlone<R>(body: (own: Touched) => R): R {
    const [mark, usage] = [stores.log.mark(), stores.usage.mark()];
    const own = nothingTouched();
    try {
      const value = body(own);
      mergeTouched(touched, own);
      return value;
    } catch (error) {
      stores.log.rewind(mark);
      forgetStores(stores, usage);
      throw error;
    }
  }
}
