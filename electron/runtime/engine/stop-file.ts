import { closeSync, openSync, readSync, statSync, unwatchFile, watchFile } from 'node:fs';
import { basename, join } from 'node:path';
import type { Stop } from '../../../shared/domain/workspace.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { Broker } from '../effects/broker-port.ts';
import type { Logger } from '../ports.ts';
import { stopFileIn, stopFileNames } from '../supervision/stop-file.ts';
import { printable } from '../tools/printable.ts';
import { systemActor } from './audit-entry.ts';
import type { Engine } from './engine-port.ts';

/**
 * How often the file is looked for, ms. A watch of the folder would wake up for every write of the database in it; one
 * `stat` costs nothing that can be measured. Dispatches look by themselves and do not wait for this.
 */
const lookMs = 500;
/** A reason is a sentence; a longer file says it in its beginning. */
const longestReason = 200;
const by = 'The file STOP';

export interface StopFile {
  /** The stop the file stands for while it is there, engaged or not yet. */
  standing(): Stop | null;
  /** Throws when everything is to be let go on and the file still says no. */
  refuseLift(): void;
  /** Engages what is there now, and from then on whatever appears. */
  begin(): Promise<void>;
  close(): void;
}

/**
 * The emergency stop by hand: a file in the workspace, which works with no window, no command line and no name. It is
 * engaged as any stop is, and taking the file away lifts nothing: that is a person's decision (A19).
 */
export function createStopFile(options: {
  readonly workspace: string;
  readonly engine: Engine;
  readonly broker: Pick<Broker, 'recall'>;
  readonly log: Logger;
}): StopFile {
  const { workspace, engine, broker, log } = options;
  const paths = stopFileNames.map((name) => join(workspace, name));
  let isEngaged = false;

  const changed = (): void =>
    void engage().catch((error: unknown) => {
      isEngaged = false;
      log.error('the stop of the file STOP could not be recorded; nothing is sent while it is there', {
        error: String(error),
      });
    });

  async function engage(): Promise<void> {
    const path = stopFileIn(workspace);
    if (path === null) {
      isEngaged = false;
      return;
    }
    if (isEngaged) return;
    isEngaged = true;
    const reason = reasonIn(path);
    await engine.transact(
      {},
      (state, env) => ({
        ok: true,
        changes: state.stops.some(({ scope }) => scope.kind === 'all')
          ? []
          : [
              { put: 'stop', stop: { scope: { kind: 'all' }, by, reason, atMs: env.nowMs } },
              {
                put: 'audit',
                entry: { kind: 'stop.engaged', actor: systemActor, facts: { scope: 'all', scopeId: '', reason } },
              },
            ],
        reply: null,
      }),
      { front: true },
    );
    await broker.recall({ kind: 'all' }, `${by} engaged the emergency stop; it asks again.`);
  }

  return {
    standing() {
      const path = stopFileIn(workspace);
      return path === null ? null : { scope: { kind: 'all' }, by, reason: reasonIn(path), atMs: engine.now() };
    },
    refuseLift() {
      const path = stopFileIn(workspace);
      if (path === null) return;
      throw new LanekeeperError('wrong-state', `The file ${path} still stops all effects. Nothing was lifted.`, {
        hint: 'Take the file away, or ask whoever put it there; then lift the stop.',
      });
    },
    async begin() {
      for (const path of paths) watchFile(path, { persistent: false, interval: lookMs }, changed);
      await engage();
    },
    close() {
      for (const path of paths) unwatchFile(path, changed);
    },
  };
}

/** What was written into it, as plain words: anybody may have. */
function reasonIn(path: string): string {
  const { name, begin } = beginningOf(path);
  const [line = ''] = begin.trimStart().split(/[\r\n]/);
  return printable(line, longestReason) || `${name} is there`;
}

/** A pipe, or a folder of that name, stops as well and has no beginning; reading the former would wait for its writer. */
function beginningOf(path: string): { readonly name: string; readonly begin: string } {
  const name = basename(path);
  try {
    if (!statSync(path).isFile()) return { name, begin: '' };
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(longestReason * 4);
      return { name, begin: bytes.toString('utf8', 0, readSync(file, bytes)) };
    } finally {
      closeSync(file);
    }
  } catch {
    return { name, begin: '' };
  }
}
