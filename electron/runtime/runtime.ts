import { join } from 'node:path';
import { LanekeeperError, fromWireError, type WireError } from '../../shared/errors.ts';
import type { MethodArguments, MethodName, MethodOutput } from '../../shared/ipc/methods.ts';
import type { ephemerals } from '../../shared/ipc/topics.ts';
import { nameCommand } from './engine/command.ts';
import type { Published } from './engine/engine-port.ts';
import { startLive, type Serving } from './live-runtime.ts';
import type { Logger, Models } from './ports.ts';
import { isFullDisk, needRoom } from './store/full-disk.ts';
import { DamagedError } from './store/damaged-error.ts';
import { systemClock, systemIds } from './system-ports.ts';
import { placesOf } from './threads/places.ts';

/**
 * How often a workspace that found no room looks again, ms. Only while it found none: nothing on a computer tells a
 * program that somebody has deleted a file elsewhere. One `statfs` each time; the threads are started when that says
 * there is room.
 */
const lookAgainMs = 2_000;

export interface RuntimeDeps {
  /** An existing folder this process owns (see store/ownership.ts). */
  readonly workspace: string;
  readonly version: string;
  /** Folders of the built-in agents, built. */
  readonly agentFolders: readonly string[];
  readonly log: Logger;
  /** Who answers model calls, instead of the endpoints of the workspace. */
  readonly models?: Models;
  /** `name:n`: the process kills itself at the nth pass of a named point. For tests of durability. */
  readonly crashAt?: string;
  /** The engine cannot go on: the process has to end and recover. */
  readonly onFatal: (reason: string) => void;
  /** This workspace cannot be served, and another start would end the same way. */
  readonly onRefused: (error: WireError) => void;
}

/** Who calls: the claimed local profile, and the command id that makes a repeat harmless. */
export interface Caller {
  readonly as: string | null;
  readonly commandId: string | null;
}

type RestoreInput = MethodArguments<'backup.restore'> | MethodArguments<'backup.restoreFrom'>;

export type RuntimeEvent =
  | { readonly kind: 'published'; readonly items: readonly Published[] }
  | { readonly kind: 'ephemeral'; readonly name: keyof typeof ephemerals; readonly payload: unknown };

/** The only door to the engine. */
export interface Runtime {
  readonly commands: <M extends MethodName>(
    method: M,
    input: MethodArguments<M>,
    caller: Caller,
  ) => Promise<MethodOutput<M>>;
  readonly queries: <M extends MethodName>(
    method: M,
    input: MethodArguments<M>,
    caller: Caller,
  ) => Promise<MethodOutput<M>>;
  /** Facts after each commit, in commit order, and messages that may be dropped. */
  readonly events: (listener: (event: RuntimeEvent) => void) => () => void;
  /** The computer slept, or its clock was set. */
  readonly clockChanged: () => void;
  /** Runs at work, effects under way; for a process that ends when there is nothing left to do. */
  readonly close: () => Promise<void>;
}

/**
 * Opens one workspace. live ──no room to take up what was left──> read-only ──room again──> live; a start on a full
 * disk begins in the middle. live or damaged ──restore──> live; one whose checks fail at the start begins as damaged. (A disk that fills up later leaves the threads as they are: the engine refuses what it
 * cannot save, and looks again by itself.)
 */
export async function createRuntime(deps: RuntimeDeps): Promise<Runtime> {
  const listeners = new Set<(event: RuntimeEvent) => void>();
  const audience = new Int32Array(new SharedArrayBuffer(4));
  const emit = (event: RuntimeEvent): void => {
    for (const listener of listeners) listener(event);
  };
  let isClosing = false;
  let forgetLook: () => void = () => {};
  /** The change that is under way: what is asked meanwhile waits for it. */
  let serving: Promise<Serving> = startLive(deps, events()).catch(insteadOfLive);
  await serving;

  function events(): Parameters<typeof startLive>[1] {
    return {
      audience: audience.buffer,
      emit,
      onUseless: (error) =>
        insteadOfUseless(error, () => deps.onFatal(`what was left could not be taken up: ${error.message}`)),
      onRefused: (error) => insteadOfUseless(error, () => deps.onRefused(error)),
    };
  }

  function insteadOfUseless(error: WireError, orElse: () => void): void {
    const reason = fromWireError(error);
    if (!isFullDisk(reason)) return orElse();
    become(async (live) => {
      await live.close();
      return readOnly(reason);
    });
  }

  async function insteadOfLive(reason: unknown): Promise<Serving> {
    if (!(reason instanceof DamagedError)) return readOnly(reason);
    deps.log.error('the workspace is damaged and was not opened', { reason: reason.message });
    const { serveDamaged } = await import('./damaged-runtime.ts');
    return serveDamaged(deps, reason);
  }

  /** A reader alone, until there is room; the reason itself where there is nothing to read. */
  async function readOnly(reason: unknown): Promise<Serving> {
    if (!isFullDisk(reason)) throw reason;
    const { openReadOnly } = await import('./read-only-runtime.ts');
    const reader = await openReadOnly(deps);
    if (reader === null) throw reason;
    deps.log.warn('the disk is full: the workspace is open for reading only', { workspace: deps.workspace });
    lookLater();
    return reader;
  }

  function lookLater(): void {
    if (!isClosing) forgetLook = systemClock.after(lookAgainMs, () => void look());
  }

  async function look(): Promise<void> {
    try {
      await needRoom(deps.workspace);
    } catch {
      return lookLater();
    }
    become(async (reader) => {
      await reader.close();
      return startLive(deps, events()).catch(insteadOfLive);
    });
  }

  function become(change: (from: Serving) => Promise<Serving>): void {
    if (isClosing) return;
    serving = serving.then(change);
    serving.then(
      () =>
        emit({
          kind: 'published',
          items: [{ topic: 'workspace.changed', runId: null, payload: { reason: 'health' }, cursor: null }],
        }),
      (error: unknown) => deps.onFatal(error instanceof LanekeeperError ? error.message : String(error)),
    );
  }

  async function answer<M extends MethodName>(
    method: M,
    input: MethodArguments<M>,
    caller: Caller,
  ): Promise<MethodOutput<M>> {
    const now = await serving;
    if (method !== 'backup.restore' && method !== 'backup.restoreFrom') return now.answer(method, input, caller);
    return (await restore(method, input as RestoreInput, caller, now)) as MethodOutput<M>;
  }

  /** Exchanges the workspace for a backup of it, with nothing open; a backup that is refused leaves it as it was. */
  async function restore(
    method: MethodName,
    input: RestoreInput,
    { as, commandId }: Caller,
    now: Serving,
  ): Promise<{ ok: true }> {
    const { backupFolder } = placesOf(deps.workspace);
    const backup = 'folder' in input ? input.folder : join(backupFolder, await knownName(backupFolder, input.name));
    await now.mayRestore({ as, command: commandId === null ? null : nameCommand(commandId, method, as, input) });
    const { promise, resolve, reject } = Promise.withResolvers<{ ok: true }>();
    become(async (open) => {
      await open.close();
      const { reason } = input;
      const { restoreBackup } = await import('./backups/restore.ts');
      const by = { by: as, nowMs: systemClock.now(), bootId: systemIds.uuid() };
      const failed = await restoreBackup({ backup, workspace: deps.workspace, reason, ...by }).then(
        () => null,
        (error: unknown) => ({ error }),
      );
      const next = await startLive(deps, events()).catch(insteadOfLive);
      if (failed === null) resolve({ ok: true });
      else reject(failed.error);
      return next;
    });
    return promise;
  }

  return {
    commands: answer,
    queries: answer,
    events(listener) {
      listeners.add(listener);
      Atomics.store(audience, 0, listeners.size);
      return () => {
        listeners.delete(listener);
        Atomics.store(audience, 0, listeners.size);
      };
    },
    clockChanged: () => void serving.then((now) => now.clockChanged()),
    async close() {
      isClosing = true;
      forgetLook();
      await (await serving).close();
    },
  };
}

/** A window names a backup by what it was listed as, never by a path. */
async function knownName(folder: string, name: string): Promise<string> {
  const { listBackups } = await import('./backups/list-backups.ts');
  const known = (await listBackups(folder)).find((backup) => backup.name === name);
  if (known !== undefined) return known.name;
  throw new LanekeeperError('not-found', `There is no backup ${name} in ${folder}. Nothing was changed.`, {
    hint: '`lanekeeper backup list` shows those there are.',
  });
}
