import { existsSync } from 'node:fs';
import { LanekeeperError } from '../../shared/errors.ts';
import type { MethodArguments, MethodName, MethodOutput } from '../../shared/ipc/methods.ts';
import { runCapacity, type Serving } from './live-runtime.ts';
import type { Caller, RuntimeDeps } from './runtime.ts';
import { dropStaleIndex } from './store/wal-check.ts';
import { systemClock } from './system-ports.ts';
import { createDoctor } from './threads/doctor.ts';
import { createFrameStatus } from './threads/frame-status.ts';
import { placesOf } from './threads/places.ts';
import { openReads } from './threads/read-line.ts';

/** Questions that need nothing but what is stored. */
const readable: ReadonlySet<MethodName> = new Set<MethodName>([
  'person.list',
  'settings.show',
  'policy.show',
  'policy.check',
  'policy.versions',
  'policy.version',
  'grant.list',
  'agent.list',
  'run.list',
  'run.show',
  'run.journal',
  'run.entry',
  'queue.list',
  'queue.show',
  'deadLetter.list',
  'artifact.read',
  'approval.list',
  'approval.count',
  'approval.show',
  'approval.read',
  'effect.unknown',
  'approval.similar',
  'conversation.list',
  'conversation.show',
  'turn.show',
  'question.list',
  'memory.list',
  'audit.list',
  'audit.verify',
]);

/**
 * A workspace on a disk without room for anything: what is stored is read, everything else is refused at once. There
 * is no engine, so no run works, no time passes for an approval, and nothing is sent. Null when there is no workspace
 * here to read, or one of an older schema.
 */
export async function openReadOnly(deps: RuntimeDeps): Promise<Serving | null> {
  const places = placesOf(deps.workspace);
  if (!existsSync(places.database)) return null;
  const { database, artifactFolder } = places;
  const screens = openReads({ database, artifactFolder, isAlone: true }, 'read-alone');
  const status = createFrameStatus({
    places,
    screens,
    version: deps.version,
    capacity: runCapacity,
    load: async () => null,
    nowMs: systemClock.now,
    degraded: () => ({
      code: 'disk-full',
      message:
        'The disk is full, so this workspace is open for reading only: no run works, no decision is taken, nothing is sent. Everything saved is intact.',
      hint: `Free some space on the disk of ${deps.workspace}; work goes on by itself within seconds.`,
    }),
  });
  const doctor = createDoctor({ places, version: deps.version, screens, rungs: [] });
  try {
    await status();
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    deps.log.warn('the workspace cannot be read either', { reason: String(error), cause: String(cause) });
    await close();
    return null;
  }

  async function close(): Promise<void> {
    await screens.close();
    dropStaleIndex(database);
  }

  async function stored<M extends MethodName>(method: M, input: MethodArguments<M>, caller: Caller): Promise<unknown> {
    if (method === 'workspace.status') return status();
    if (method === 'workspace.doctor') return doctor();
    if (method === 'preference.show') return screens.ask(method, { as: caller.as });
    if (method === 'assistant.ask') return screens.ask(method, { ...input, as: caller.as });
    if (readable.has(method)) return screens.ask(method, input);
    return refuse();
  }

  function refuse(): never {
    throw new LanekeeperError(
      'disk-full',
      'The disk is full: nothing of this was done, and everything saved before is intact.',
      { hint: `Free some space on the disk of ${deps.workspace}; work goes on by itself, then ask again.` },
    );
  }

  return {
    answer: async (method, input, caller) => (await stored(method, input, caller)) as MethodOutput<typeof method>,
    mayRestore: async () => refuse(),
    clockChanged: () => {},
    close,
  };
}
