import { basename } from 'node:path';
import type { Check, WorkspaceStatus } from '../../shared/domain/workspace.ts';
import type { MethodName, MethodOutput } from '../../shared/ipc/methods.ts';
import { listBackups } from './backups/list-backups.ts';
import { runCapacity, type Serving } from './live-runtime.ts';
import type { RuntimeDeps } from './runtime.ts';
import type { DamagedError } from './store/damaged-error.ts';
import { systemClock } from './system-ports.ts';
import { placesOf } from './threads/places.ts';

/**
 * A workspace whose checks failed at the start: nothing of it is open, so nothing runs and nothing is sent. It says
 * which check failed and which backups there are, and waits for one to be restored; the rest is refused with that reason.
 */
export function serveDamaged(deps: RuntimeDeps, damage: DamagedError): Serving {
  const places = placesOf(deps.workspace);

  async function reply(method: MethodName): Promise<unknown> {
    switch (method) {
      case 'workspace.status':
        return emptyStatus(deps, damage);
      case 'workspace.doctor':
        return { checks: checksOf(deps, damage) };
      case 'person.list':
        return { people: [] };
      case 'backup.list':
        return { folder: places.backupFolder, backups: await listBackups(places.backupFolder) };
      default:
        throw damage;
    }
  }

  return {
    answer: async (method) => (await reply(method)) as MethodOutput<typeof method>,
    // Who may is in the database that cannot be read.
    mayRestore: async () => {},
    clockChanged: () => {},
    close: async () => {},
  };
}

function checksOf({ workspace, version }: RuntimeDeps, { rungs }: DamagedError): readonly Check[] {
  return [
    { id: 'version', label: 'Lanekeeper', ok: true, value: version },
    { id: 'node', label: 'Node.js', ok: true, value: process.versions.node },
    { id: 'workspace', label: 'Workspace', ok: true, value: workspace },
    ...rungs,
  ];
}

/** Nothing of what is stored is shown: none of it can be trusted. */
function emptyStatus({ workspace, version }: RuntimeDeps, { message, hint }: DamagedError): WorkspaceStatus {
  const idle = { used: 0, queued: 0 };
  return {
    workspace,
    label: basename(workspace),
    instanceId: '',
    engineId: '',
    sample: false,
    fresh: false,
    people: [],
    lanes: {
      interactive: { ...idle, capacity: runCapacity.interactive },
      background: { ...idle, capacity: runCapacity.background },
      approval: { pending: 0 },
    },
    badges: { inbox: 0, runs: 0, grants: 0, questions: 0 },
    atBudget: { count: 0, runs: [] },
    unknown: { count: 0, effects: [] },
    stops: [],
    degraded: { code: 'damaged', message, hint: hint ?? '' },
    holding: [],
    model: 'embedded language engine',
    version,
    nowMs: systemClock.now(),
  };
}
