import type { StandingHold } from '../../../shared/domain/workspace.ts';
import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import type { Deciding } from '../effects/decisions.ts';
import type { AuditFacts } from '../audit/kinds.ts';
import { by } from '../verbs/by.ts';
import type { Logger } from '../ports.ts';
import { changedParts, type Place, type PlacePart } from '../store/place-identity.ts';
import type { SqliteEngine } from '../store/sqlite-engine.ts';
import type { Restored } from '../store/place-store.ts';
import { holdSchedules } from '../schedules/decide-schedule.ts';
import { systemActor, type AuditEntry } from './audit-entry.ts';
import type { Change, Env, Outcome } from './engine-port.ts';
import { refuse } from './run-decisions.ts';

/** While a jump stands, the clock is looked at this often: no system says portably that it was set back. */
const lookAgainMs: Ms = 15_000;
const pausedInCopy =
  'This workspace is a copy, and the schedules of the original go on. Resume it if it shall run here as well.';

export interface StandingHoldsOptions {
  readonly engine: Pick<SqliteEngine, 'stores' | 'transact' | 'after' | 'now' | 'clockAheadMs' | 'acceptClock'>;
  readonly log: Logger;
  readonly placeOf: (instanceId: string) => Place;
  /** What is granted and not sent waits for a decision again. */
  readonly recallAll: (reason: string) => Promise<unknown>;
  /** Nothing is held any more, or time has moved: what is due is looked at again. */
  readonly released: () => void;
}

/** Why all effects wait for a person: the workspace is elsewhere than it was, or the clock has jumped. */
export interface StandingHolds {
  /** One sentence; null when nothing is held. Cheap: asked before every dispatch. */
  because(): string | null;
  /** Why no schedule fires by itself: whether the original still does is not known. A clock that jumped is no reason. */
  ofSchedules(): string | null;
  /** What is shown is on record: after a kill in between, a jump would be taken for a long time without a runtime. */
  show(): Promise<{ readonly holds: readonly StandingHold[]; readonly nowMs: AtMs }>;
  /** Records what is new: at start, after sleep, when the clock was set. */
  look(): Promise<void>;
  settlePlace(input: MethodArguments<'workspace.settlePlace'>, by: Deciding): Promise<{ ok: true }>;
  settleClock(input: MethodArguments<'workspace.settleClock'>, by: Deciding): Promise<{ ok: true }>;
  close(): void;
}

interface Settlement {
  readonly ok: true;
  readonly changes: readonly Change[];
  readonly said:
    | { readonly kind: 'workspace.place-settled'; readonly facts: AuditFacts['workspace.place-settled'] }
    | { readonly kind: 'workspace.clock-settled'; readonly facts: AuditFacts['workspace.clock-settled'] };
}

export function createStandingHolds(options: StandingHoldsOptions): StandingHolds {
  const { engine, log } = options;
  const { place } = engine.stores;
  const schedulesMoved: Change = { put: 'notice', reason: 'schedules' };
  let changed: readonly PlacePart[] = partsNow();
  let isRecorded = false;
  let looking: Promise<void> | null = null;
  let disarm: (() => void) | null = null;

  function partsNow(): readonly PlacePart[] {
    const before = place.place();
    return before === null ? [] : changedParts(before, options.placeOf(place.instanceId()));
  }

  function isRestoreOpen(): boolean {
    return place.restored()?.isSettled === false;
  }

  function holds(): readonly StandingHold[] {
    const found: StandingHold[] = [];
    const restored = place.restored();
    if (restored !== null && isRestoreOpen()) found.push(restoreHold(restored));
    else if (changed.length > 0) found.push(placeHold(changed));
    const aheadMs = engine.clockAheadMs();
    if (aheadMs !== null) found.push(clockHold(aheadMs));
    return found;
  }

  /** A jump is first met by whoever asks; its record is made a turn later, never inside another transaction. */
  function lookSoon(afterMs: Ms): void {
    disarm?.();
    disarm = engine.after(afterMs, () => {
      disarm = null;
      void lookOrAgain();
    });
  }

  async function lookOrAgain(): Promise<void> {
    try {
      await look();
    } catch (error) {
      log.warn('a change of clock or place could not be recorded yet', { error: String(error) });
      lookSoon(lookAgainMs);
    }
  }

  function look(): Promise<void> {
    looking ??= record().finally(() => {
      looking = null;
    });
    return looking;
  }

  async function record(): Promise<void> {
    if (place.place() === null)
      await engine.transact({}, (_state, env) => ({
        ok: true,
        changes: [{ put: 'place', place: options.placeOf(env.instanceId), instanceId: null }],
        reply: null,
      }));
    if (changed.length > 0 && !isRecorded && !isRestoreOpen()) {
      const entry: AuditEntry = {
        kind: 'workspace.place-changed',
        actor: systemActor,
        facts: { changed: changed.join(', ') },
      };
      await engine.transact({}, () => ({ ok: true, changes: [{ put: 'audit', entry }], reply: null }));
      isRecorded = true;
    }
    await recordClock();
    if (engine.clockAheadMs() !== null && disarm === null) lookSoon(lookAgainMs);
  }

  async function recordClock(): Promise<void> {
    const aheadMs = engine.clockAheadMs();
    const known = place.clockAheadMs();
    if (!isStale()) return;
    const entry: AuditEntry =
      aheadMs === null
        ? {
            kind: 'workspace.clock-settled',
            actor: systemActor,
            facts: { verdict: 'set-back', reason: '', aheadMs: known ?? 0 },
          }
        : { kind: 'workspace.clock-jumped', actor: systemActor, facts: { aheadMs: Math.floor(aheadMs) } };
    await engine.transact({}, () => ({
      ok: true,
      changes: [
        { put: 'clock-ahead', aheadMs },
        { put: 'audit', entry },
      ],
      reply: null,
    }));
    if (aheadMs === null) options.released();
  }

  /** Whether the record of a jump is behind the clock. */
  function isStale(): boolean {
    const aheadMs = engine.clockAheadMs();
    const known = place.clockAheadMs();
    if (aheadMs === null || known === null) return aheadMs !== known;
    return Math.abs(aheadMs - known) > 60_000;
  }

  /** A person's word on what is held, with its event in the log, and before everything else that waits. */
  async function settle(
    { person, repeatable }: Deciding,
    decide: (env: Env) => Settlement | (Outcome<null> & { ok: false }),
  ): Promise<void> {
    await engine.transact(
      {},
      (_state, env) => {
        const settled = decide(env);
        if (!settled.ok) return settled;
        const entry: AuditEntry = { ...by(person), ...settled.said };
        return { ok: true, changes: [{ put: 'audit', entry }, ...settled.changes], reply: null };
      },
      { front: true, ...(repeatable === undefined ? {} : { command: repeatable }) },
    );
  }

  return {
    because() {
      if (isStale() && looking === null) lookSoon(0);
      return holds()[0]?.message ?? null;
    },
    ofSchedules() {
      if (isRestoreOpen()) return 'Held until a person says what became of the workspace this one was restored from.';
      return changed.length > 0 ? 'Held until a person says whether this workspace was moved or copied.' : null;
    },
    async show() {
      if (isStale()) await lookOrAgain();
      return { holds: holds(), nowMs: engine.now() };
    },
    look,
    async settlePlace({ verdict, reason }, { person, repeatable }) {
      const isRepeat = repeatable !== undefined && engine.stores.commands.firstReply(repeatable) !== null;
      // Taken back before the folder counts as settled: a crash in between asks again, and nothing has left.
      const isRestored = isRestoreOpen();
      if (isRestored && !isRepeat)
        await options.recallAll('This workspace was restored from a backup made before; it asks again.');
      else if (verdict === 'copied' && !isRepeat && changed.length > 0)
        await options.recallAll(`${person.printedName} said this workspace is a copy; it asks again.`);
      await settle({ person, repeatable }, (env) => {
        const restored = place.restored();
        const isOpen = restored?.isSettled === false;
        if (partsNow().length === 0 && !isOpen)
          return refuse('wrong-state', 'This workspace is where it was; nothing is asked about it.');
        const instance = verdict === 'copied' ? env.uuid() : env.instanceId;
        const change = {
          put: 'place' as const,
          place: options.placeOf(instance),
          instanceId: verdict === 'copied' ? instance : null,
        };
        const settled: Change[] = isOpen ? [{ put: 'restored', restored: { ...restored, isSettled: true } }] : [];
        const held =
          verdict === 'copied' ? holdSchedules(engine.stores.schedules.unpaused(), pausedInCopy, by(person)) : [];
        return {
          ok: true,
          changes: [change, ...settled, ...held, schedulesMoved],
          said: { kind: 'workspace.place-settled', facts: { verdict, reason, instance } },
        };
      });
      changed = partsNow();
      options.released();
      return { ok: true };
    },
    async settleClock({ reason }, deciding) {
      let isConfirmed = false;
      await settle(deciding, () => {
        const aheadMs = engine.clockAheadMs();
        if (aheadMs === null) return refuse('wrong-state', 'The clock has not jumped; nothing is asked about it.');
        isConfirmed = true;
        return {
          ok: true,
          changes: [{ put: 'clock-ahead', aheadMs: null }],
          said: {
            kind: 'workspace.clock-settled',
            facts: { verdict: 'confirmed', reason, aheadMs: Math.floor(aheadMs) },
          },
        };
      });
      // A repeated command confirms no later jump.
      if (isConfirmed) engine.acceptClock();
      options.released();
      return { ok: true };
    },
    close() {
      disarm?.();
    },
  };
}

function restoreHold({ backup, takenAtMs, laterEvents }: Restored): StandingHold {
  const later =
    laterEvents === null
      ? 'What was done after it is not known here.'
      : laterEvents === 0
        ? 'Nothing was recorded after it.'
        : `${laterEvents} events were recorded after it and are only in the database set aside.`;
  return {
    code: 'workspace-restored',
    message: `This workspace was restored from ${backup}, made ${new Date(takenAtMs).toISOString().slice(0, 16).replace('T', ' ')} UTC. ${later} No action is sent and no schedule fires until a person says what became of the original.`,
    hint: 'Everything approved and not sent asks again, and what was under way is looked for and never sent again. Schedules stay paused until each is resumed. Say "moved" if this replaces the original, "copied" if the original is still used.',
  };
}

function placeHold(parts: readonly PlacePart[]): StandingHold {
  const where = parts.includes('computer')
    ? 'on another computer than before'
    : parts.includes('disk')
      ? 'on another disk than before'
      : 'in another folder than before';
  return {
    code: 'workspace-copied',
    message: `This workspace is ${where}: it was moved or copied. No action is sent and no schedule fires until a person says which.`,
    hint: 'Runs go on and approvals can be decided. Say "moved" if the old folder is no longer used, "copied" if it is; a copy\'s schedules are paused.',
  };
}

function clockHold(aheadMs: Ms): StandingHold {
  const hours = Math.round(aheadMs / 3_600_000);
  const span = hours < 72 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
  return {
    code: 'clock-jumped',
    message: `The clock jumped ahead by ${span}. No action is sent, and nothing expires, until a person confirms it.`,
    hint: 'Confirm it if the computer slept that long or its clock was wrong before: what was due in that time then expires. Otherwise set the clock right, and this goes away by itself.',
  };
}
