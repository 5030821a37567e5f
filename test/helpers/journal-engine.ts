import type { Json } from '../../shared/json.ts';
import type { ModelClient } from '../../electron/runtime/hosts/model-client.ts';
import type { FileClient } from '../../electron/runtime/hosts/file-client.ts';
import { journalVersion, type FromHost, type ReplayEntry } from '../../electron/runtime/hosts/protocol.ts';
import { startSession, type RunSession } from '../../electron/runtime/hosts/run-session.ts';
import { seeded } from '../../electron/runtime/hosts/seeded.ts';
import type { AgentDefinition, Ctx } from '../../electron/runtime/sdk/types.ts';

/** How one activation ended; `open` when it was left with nothing to do. */
export type Ended = Extract<FromHost, { kind: 'finished' | 'failed' | 'mismatch' | 'cancelled' }> | { kind: 'open' };

export interface Activation {
  /** What agent code does with its ctx. */
  readonly run: (ctx: Ctx) => Promise<Json>;
  /** Entries committed before this activation. */
  readonly journal: readonly ReplayEntry[];
  /** Chooses among commits that may come next. */
  readonly seed: string;
  /** Commits in this order, as long as it lasts: the journal of an activation that was not interrupted. */
  readonly follow?: readonly ReplayEntry[];
  /** The process dies once the journal is this long. */
  readonly crashAt?: number;
}

export interface Activated {
  readonly ended: Ended;
  readonly journal: readonly ReplayEntry[];
}

/** A commit that may come next. `entry` is null for a retry's wait that is over: nothing is recorded of it. */
interface Due {
  readonly entry: ReplayEntry | null;
  readonly after: () => void;
}

/** Longest the agent is waited for, in turns of the event loop without a word from it. */
const quietTurns = 6;
const longAgoMs = 500;
const notYetMs = 1_000_000_000;

/**
 * Runs one activation against an engine in memory, which commits what the host sends in an order chosen by the seed.
 * Everything is deterministic: the same activation gives the same journal.
 */
export async function activate(given: Activation): Promise<Activated> {
  const journal: ReplayEntry[] = [...given.journal];
  const due: Due[] = [];
  const chance = seeded(given.seed);
  const follow = (given.follow ?? []).slice(given.journal.length);
  const world: { ended: Ended; heard: number } = { ended: { kind: 'open' }, heard: 0 };

  const session: RunSession = startSession(
    {
      kind: 'start',
      countsSteps: false,
      runId: 'run',
      activation: 1,
      seed: 'run',
      input: '{}',
      file: null,
      startedBy: 'ada',
      lane: 'background',
      signals: ['go', 'approved'],
      inherited: [],
      entries: [...given.journal],
      createdAtMs: longAgoMs,
      nowMs: longAgoMs,
    },
    { manifest: { budgets: {} }, run: given.run } as unknown as AgentDefinition,
    { files: noFiles, models: noModels },
    () => {},
    hear,
  );
  for (const entry of openEntries(journal)) afterCommit(entry);

  function hear(message: FromHost): void {
    world.heard += 1;
    switch (message.kind) {
      case 'record': {
        const { dueInMs, abandons: _left, ...record } = message.record;
        return offer({ ...record, dueAtMs: dueInMs === null ? null : notYetMs, atMs: 0, version: journalVersion });
      }
      case 'reserve':
        return void setImmediate(() => session.reserved(message.call.path));
      case 'propose': {
        const { path, argsHash, proposal } = message;
        return offer({ ...waitOf('effect', path, proposal.tool), argsHash });
      }
      case 'peer': {
        const { path, name, argsHash, ask } = message;
        const entry = { ...waitOf(ask.kind, path, name), argsHash };
        if (ask.kind === 'join') return offer(entry);
        return offer({ ...entry, phase: 'done', result: JSON.stringify({ runId: `of ${path}`, life: 'joined' }) });
      }
      case 'finished':
      case 'failed':
      case 'mismatch':
      case 'cancelled':
        world.ended = message;
        return;
      case 'artifact':
      case 'progress':
      case 'idle':
      case 'left':
        return;
    }
  }

  function offer(entry: ReplayEntry): void {
    due.push({ entry, after: () => {} });
  }

  /** What the engine itself will do about an entry that is not final. */
  function afterCommit(entry: ReplayEntry): void {
    if (entry.phase === 'waiting')
      due.push({
        entry: { ...entry, phase: 'done', result: JSON.stringify(resultOf(entry)), dueAtMs: null },
        after: () => {},
      });
    if (entry.phase === 'attempt-failed')
      due.push({ entry: null, after: () => session.settled([{ ...entry, dueAtMs: null }]) });
  }

  function commit(chosen: Due, atMs: number): void {
    due.splice(due.indexOf(chosen), 1);
    if (chosen.entry !== null) {
      const entry = { ...chosen.entry, atMs };
      journal.push(entry);
      session.settled([entry]);
      afterCommit(entry);
    }
    chosen.after();
  }

  async function quiet(turns: number): Promise<void> {
    for (let still = 0; still < turns;) {
      const before = world.heard;
      await new Promise((resolve) => setImmediate(resolve));
      still = world.heard === before ? still + 1 : 0;
    }
  }

  // What is replayed is not heard of; each entry takes its turns.
  await quiet(quietTurns + 3 * journal.length);
  for (;;) {
    await quiet(quietTurns);
    if (world.ended.kind !== 'open') break;
    if (given.crashAt !== undefined && journal.length >= given.crashAt) break;
    const next = follow[0];
    if (next !== undefined) {
      const matching =
        due.find(({ entry }) => entry !== null && isSame(entry, next)) ?? due.find((one) => one.entry === null);
      if (matching === undefined && isLost(next.path, given.follow ?? [])) {
        // How far a losing branch still came is not told by anything that is recorded.
        follow.shift();
        continue;
      }
      if (matching === undefined) throw new Error(`${next.kind} ${next.path} ${next.phase} was not asked for again`);
      if (matching.entry !== null) follow.shift();
      commit(matching, next.atMs);
    } else {
      const chosen = due[Math.floor(chance.random() * due.length)];
      if (chosen === undefined) break;
      commit(chosen, 1_000 + journal.length);
    }
  }
  session.leave();
  return { ended: world.ended, journal };
}

/** What a wait ends with: told by its path, so that it is the same in every order. */
function resultOf(entry: ReplayEntry): Json {
  if (entry.kind === 'effect') return { outcome: 'done', summary: entry.path, detail: {} };
  if (entry.kind === 'join') return { runId: 'child', status: 'succeeded', output: `"${entry.path}"`, error: null };
  return entry.kind === 'signal' ? `signal at ${entry.path}` : null;
}

function waitOf(kind: ReplayEntry['kind'], path: string, name: string): ReplayEntry {
  return {
    path,
    kind,
    name,
    argsHash: '',
    phase: 'waiting',
    attempt: 1,
    result: null,
    error: null,
    durationMs: null,
    dueAtMs: null,
    atMs: 0,
    version: journalVersion,
  };
}

function isSame(one: ReplayEntry, other: ReplayEntry): boolean {
  return one.path === other.path && one.phase === other.phase && one.attempt === other.attempt;
}

/** Whether a path belongs to a branch that a finished race, or a failed `all`, has left behind. */
function isLost(path: string, journal: readonly ReplayEntry[]): boolean {
  return journal.some((entry) => {
    if (entry.kind === 'all') return entry.phase === 'failed' && path.startsWith(`${entry.path}/all:`);
    if (entry.kind !== 'race') return false;
    const { winner } = JSON.parse(entry.result ?? '{}') as { winner: string };
    return path.startsWith(`${entry.path}/race:`) && !path.startsWith(`${entry.path}/race:${winner}/`);
  });
}

/** Waits and failed attempts whose path has no final record yet. */
function openEntries(journal: readonly ReplayEntry[]): ReplayEntry[] {
  const last = new Map(journal.map((entry) => [entry.path, entry]));
  return [...last.values()].filter((entry) => entry.phase === 'waiting' || entry.phase === 'attempt-failed');
}

const noFiles: FileClient = {
  write: () => Promise.reject(new Error('no files here')),
  readAll: () => Promise.reject(new Error('no files here')),
  input: () => {
    throw new Error('no files here');
  },
  given: () => ({ file: null, inherited: [] }),
};

const noModels: ModelClient = {
  estimate: () => Promise.reject(new Error('no models here')),
  generate: () => Promise.reject(new Error('no models here')),
  query: () => Promise.reject(new Error('no models here')),
};
