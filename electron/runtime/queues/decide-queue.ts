import type { Person } from '../../../shared/domain/person.ts';
import { defaultQueues, freeLimits, type Queue, type QueueLimits } from '../../../shared/domain/queue.ts';
import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import type { AuditActor } from '../audit/kinds.ts';
import type { AuditEntry } from '../engine/audit-entry.ts';
import type { Change, Decide, Env, Keys, Outcome } from '../engine/engine-port.ts';
import { refuse } from '../engine/run-decisions.ts';
import type { NamedBy } from '../store/queue-store.ts';
import { by } from '../verbs/by.ts';
import { limitWords } from './limit-words.ts';

type DecideQueue = Decide<Keys, Queue>;

export function createQueue(person: Person, { name, lane, limits }: MethodArguments<'queue.create'>): DecideQueue {
  return ({ queue }, env) => {
    if (queue(name) !== null)
      return refuse('wrong-state', `There is a queue "${name}" already.`, 'Choose another name, or change that one.');
    const made = { ...freeLimits, ...given(limits), name, lane, pause: null, version: 1, createdAtMs: env.nowMs };
    return kept(made, by(person), { verb: 'created', reason: '' });
  };
}

/** An agent may name a queue that is not there yet: it is made with the agent, without limits. */
export function queueOfAgent(
  name: string | undefined,
  load: (name: string) => Queue | null,
  { actor, env }: { readonly actor: AuditActor; readonly env: Env },
): readonly Change[] {
  if (name === undefined || load(name) !== null) return [];
  const made: Queue = { ...freeLimits, name, lane: 'background', pause: null, version: 1, createdAtMs: env.nowMs };
  return kept(made, { actor }, { verb: 'created', reason: '' }).changes;
}

export function changeQueue(
  person: Person,
  { name, version, limits, reason }: MethodArguments<'queue.change'>,
): DecideQueue {
  return ({ queue }) => {
    const before = queue(name);
    if (before === null) return unknown(name);
    if (before.version !== version) return changedSince(before);
    const after = { ...before, ...given(limits) };
    if (limitWords(after) === limitWords(before))
      return refuse('wrong-state', `These are the limits of "${name}" already.`, 'Nothing was changed.');
    return kept({ ...after, version: version + 1 }, by(person), { verb: 'changed', reason });
  };
}

export function pauseQueue(person: Person, name: string, reason: string): DecideQueue {
  return ({ queue }, env) => {
    const before = queue(name);
    if (before === null) return unknown(name);
    if (before.pause !== null)
      return refuse('wrong-state', `${before.pause.by} has paused "${name}" already.`, 'Nothing was changed.');
    const pause = { by: person.printedName, reason, atMs: env.nowMs };
    return kept({ ...before, pause, version: before.version + 1 }, by(person), { verb: 'paused', reason });
  };
}

export function resumeQueue(person: Person, name: string): DecideQueue {
  return ({ queue }) => {
    const before = queue(name);
    if (before === null) return unknown(name);
    if (before.pause === null) return refuse('wrong-state', `"${name}" is not paused.`, 'Nothing was changed.');
    const after = { ...before, pause: null, version: before.version + 1 };
    return kept(after, by(person), { verb: 'resumed', reason: '' });
  };
}

/** A queue that something still names would be missing when that comes to wait in it. */
export function removeQueue(
  person: Person,
  { name, version, reason }: MethodArguments<'queue.remove'>,
  /** Looked up inside the transaction. */
  namedBy: (name: string) => NamedBy,
): Decide<Keys, { readonly ok: true }> {
  return ({ queue }) => {
    const before = queue(name);
    if (before === null) return unknown(name);
    if (before.version !== version) return changedSince(before);
    if (Object.values(defaultQueues).includes(name))
      return refuse('refused', `"${name}" is the queue every ${before.lane} run waits in that names none; it stays.`);
    const { runs, agents, schedules } = namedBy(name);
    const inTheWay = [
      runs.length === 0 ? '' : `runs that have not ended: ${runs.join(', ')}`,
      agents.length === 0 ? '' : `agents that name it: ${agents.join(', ')}`,
      schedules.length === 0 ? '' : `schedules that name it: ${schedules.join(', ')}`,
    ].filter((words) => words !== '');
    if (inTheWay.length > 0)
      return refuse(
        'refused',
        `"${name}" is still used by ${inTheWay.join('; and by ')}. Nothing was changed.`,
        'Let the runs end, or move them to another queue (lanekeeper runs move); add a release of each agent that names another queue; change the schedules.',
      );
    const facts = { queue: name, verb: 'removed', version, limits: limitWords(before), reason };
    return {
      ok: true,
      changes: [
        { put: 'queue-gone', name },
        { put: 'audit', entry: { kind: 'queue.changed', ...by(person), facts } },
      ],
      reply: { ok: true },
    };
  };
}

function changedSince({ name, version }: Queue): Outcome<never> & { ok: false } {
  return refuse(
    'stale',
    `"${name}" was changed since you looked at it: it is at version ${version} now. Nothing was changed.`,
    'Look at it again.',
  );
}

function unknown(name: string): Outcome<never> & { ok: false } {
  return refuse(
    'not-found',
    `There is no queue "${name}".`,
    'Nothing was changed; `lanekeeper queues` lists those there are.',
  );
}

/** Limits that were named; one that is null is lifted. */
function given(limits: { readonly [K in keyof QueueLimits]?: QueueLimits[K] | undefined }): Partial<QueueLimits> {
  return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined));
}

function kept(
  state: Queue,
  who: Pick<AuditEntry, 'actor' | 'role'>,
  { verb, reason }: { readonly verb: string; readonly reason: string },
): Extract<Outcome<Queue>, { ok: true }> {
  const facts = { queue: state.name, verb, version: state.version, limits: limitWords(state), reason };
  return {
    ok: true,
    changes: [
      { put: 'queue', state },
      { put: 'audit', entry: { kind: 'queue.changed', ...who, facts } },
    ],
    reply: state,
  };
}
