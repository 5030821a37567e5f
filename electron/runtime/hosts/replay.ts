import type { RunError } from '../../../shared/domain/run.ts';
import type { ReplayEntry, WaitKind } from './protocol.ts';
import type { Where } from './run-errors.ts';

export interface Asked {
  readonly path: string;
  readonly kind: ReplayEntry['kind'];
  readonly name: string;
  readonly argsHash: string;
  /** The code's location, for a mismatch. */
  readonly where: Where;
}

interface Pending extends Asked {
  readonly resolve: (entry: ReplayEntry) => void;
}

/** What the host does for an entry that the journal does not answer. */
export interface Open {
  /** The entry's earlier records, if it has any. */
  readonly waiting: ReplayEntry | null;
  readonly failedAttempt: ReplayEntry | null;
}

export interface ReplayHooks {
  /** Runs `next` in a turn of its own, after everything the last delivery set off. */
  turn(next: () => void): void;
  /** The code asked for something else than the journal holds: the run stops, nothing is guessed. */
  mismatch(error: RunError): void;
  /** A record of this activation is committed, before it is delivered. */
  recorded(entry: ReplayEntry): void;
  /** Something changed that may leave the run with nothing but waits. */
  changed(): void;
  /** Work of the host itself that is under way, during which an entry may still be asked for. */
  isBusy(): boolean;
}

/** Strands of agent code: the run itself, and each branch. One that waits for a call of its ctx asks for nothing more. */
export interface Strands {
  begin(): void;
  end(): void;
}

/**
 * Answers an agent's calls from its journal, each completion in the order it was committed and in a turn of its own,
 * so that code which ran once with these completions runs the same way again. Nothing new is begun before the whole
 * journal has been replayed: code that has changed is noticed before it does anything.
 */
export interface Replay {
  /** Resolves with the entry's final record; `live` is called when the journal has none yet. */
  ask(asked: Asked, live: (open: Open) => void): Promise<ReplayEntry>;
  /** Records from the engine, in commit order. */
  settled(entries: readonly ReplayEntry[]): void;
  /** Calls under this prefix get no answer any more. */
  abandon(prefix: string): void;
  /** Paths that wait for something durable. */
  readonly waits: Map<string, WaitKind>;
  pendingPaths(): readonly string[];
  /** Time of the last delivered entry. */
  lastAtMs(): number;
  isDelivering(): boolean;
  isAbandoned(path: string): boolean;
  readonly strands: Strands;
  /** Paths under these prefixes whose signals the code was given. */
  seenSignals(prefixes: readonly string[]): string[];
  /** Work time of the attempts of this path that failed. */
  failedWorkMs(path: string): number;
  /** The run has ended: says so when the journal it was recorded with goes on. */
  isCutShort(): boolean;
}

interface History {
  waiting: ReplayEntry | null;
  failedAttempt: ReplayEntry | null;
  final: ReplayEntry | null;
  failedWorkMs: number;
}

export function createReplay(entries: readonly ReplayEntry[], startedAtMs: number, hooks: ReplayHooks): Replay {
  const history = new Map<string, History>();
  const inbox: ReplayEntry[] = [];
  const pending = new Map<string, Pending>();
  const waits = new Map<string, WaitKind>();
  const abandoned: string[] = [];
  const seen: string[] = [];
  let atMs = startedAtMs;
  let delivering = false;
  /** Recorded completions that the code has not been given again yet. */
  let unreplayed = 0;
  let strands = 0;
  const deferred: { readonly path: string; readonly live: () => void }[] = [];
  /** What the journal has and the code has not asked for again. */
  const unasked = new Map(entries.map((entry) => [entry.path, entry]));
  for (const entry of entries) note(entry);
  unreplayed = inbox.length;

  function note(entry: ReplayEntry): void {
    const known = history.get(entry.path) ?? { waiting: null, failedAttempt: null, final: null, failedWorkMs: 0 };
    if (known.final !== null) return;
    if (entry.phase === 'waiting') known.waiting = entry;
    else if (entry.phase === 'attempt-failed') {
      // The end of its wait comes as the same record once more; a run recorded with version 1 goes on as it counted.
      if (entry.version > 1 && entry.attempt !== known.failedAttempt?.attempt)
        known.failedWorkMs += entry.durationMs ?? 0;
      known.failedAttempt = entry;
    } else {
      known.final = entry;
      inbox.push(entry);
    }
    history.set(entry.path, known);
  }

  function openOf(path: string): Open {
    const known = history.get(path);
    return { waiting: known?.waiting ?? null, failedAttempt: known?.failedAttempt ?? null };
  }

  function isAbandoned(path: string): boolean {
    return abandoned.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
  }

  function deliver(): void {
    if (delivering) return;
    while (inbox[0] !== undefined && isAbandoned(inbox[0].path)) take();
    if (unreplayed === 0)
      for (const { path, live } of deferred.splice(0)) if (!isAbandoned(path) && !history.get(path)?.final) live();
    const next = inbox[0];
    if (next === undefined) return hooks.changed();
    const call = pending.get(next.path);
    if (call === undefined) return lookAgain(next);
    take();
    delivering = true;
    hooks.turn(() => {
      delivering = false;
      if (!isAbandoned(next.path)) {
        pending.delete(next.path);
        waits.delete(next.path);
        atMs = next.atMs;
        strands += 1;
        if (next.kind === 'signal') seen.push(next.path);
        call.resolve(next);
      }
      hooks.turn(deliver);
    });
  }

  function take(): void {
    inbox.shift();
    if (unreplayed > 0) unreplayed -= 1;
  }

  /** The next record belongs to a call the code has not made yet. If no strand can make it any more, the code has changed. */
  function lookAgain(next: ReplayEntry): void {
    hooks.changed();
    hooks.turn(() =>
      hooks.turn(() => {
        if (inbox[0] !== next || pending.has(next.path) || delivering || strands > 0 || hooks.isBusy()) return;
        const asked = [...pending.values()][0];
        if (asked !== undefined)
          changedCode(next, `asks for ${asked.kind} "${asked.name}" at ${asked.path} instead`, asked.where());
      }),
    );
  }

  function changedCode(next: ReplayEntry, instead: string, where?: string): void {
    hooks.mismatch({
      code: 'journal-mismatch',
      message: `The journal goes on with ${next.kind} "${next.name}" at ${next.path}; the code ${instead}.`,
      hint: 'The agent code is not the one this run was recorded with. Start a new run, or bring the old code back.',
      ...(where === undefined ? {} : { where }),
    });
  }

  return {
    waits,
    ask(asked, live) {
      unasked.delete(asked.path);
      const known = history.get(asked.path);
      const recorded = known?.final ?? known?.waiting ?? known?.failedAttempt ?? null;
      if (
        recorded !== null &&
        (recorded.kind !== asked.kind || recorded.name !== asked.name || recorded.argsHash !== asked.argsHash)
      ) {
        hooks.mismatch({
          code: 'journal-mismatch',
          message: `At ${asked.path} the journal has ${recorded.kind} "${recorded.name}"; the code asks for ${asked.kind} "${asked.name}"${recorded.name === asked.name && recorded.kind === asked.kind ? ' with other arguments' : ''}.`,
          hint: 'The agent code is not the one this run was recorded with. Start a new run, or bring the old code back.',
          where: asked.where(),
        });
        return new Promise(() => {});
      }
      strands -= 1;
      if (isAbandoned(asked.path)) return new Promise(() => {});
      return new Promise((resolve) => {
        pending.set(asked.path, { ...asked, resolve });
        if (known?.final === undefined || known.final === null)
          deferred.push({ path: asked.path, live: () => live(openOf(asked.path)) });
        deliver();
      });
    },
    settled(records) {
      for (const record of records) {
        note(record);
        hooks.recorded(record);
      }
      deliver();
    },
    abandon(prefix) {
      abandoned.push(prefix);
      for (const path of Array.from(pending.keys())) if (isAbandoned(path)) pending.delete(path);
      for (const path of Array.from(waits.keys())) if (isAbandoned(path)) waits.delete(path);
      deliver();
    },
    pendingPaths: () => [...pending.keys()],
    lastAtMs: () => atMs,
    strands: {
      begin: () => void (strands += 1),
      end() {
        strands -= 1;
        deliver();
      },
    },
    isCutShort() {
      const next = unasked.values().find(({ path }) => !isAbandoned(path));
      if (next === undefined) return false;
      changedCode(next, 'has come to its end instead');
      return true;
    },
    seenSignals: (prefixes) => seen.filter((path) => prefixes.some((prefix) => path.startsWith(`${prefix}/`))),
    failedWorkMs: (path) => history.get(path)?.failedWorkMs ?? 0,
    isDelivering: () => delivering,
    isAbandoned,
  };
}
