import { freeLimits, type Queue } from '../../../shared/domain/queue.ts';
import type { AuditActor } from '../audit/kinds.ts';
import type { Change, Env } from '../engine/engine-port.ts';
import { limitWords } from './limit-words.ts';

/** An agent may name a queue that is not there yet: it is made with the agent, without limits. */
export function queueOfAgent(
  name: string | undefined,
  load: (name: string) => Queue | null,
  { actor, env }: { readonly actor: AuditActor; readonly env: Env },
): readonly Change[] {
  if (name === undefined || load(name) !== null) return [];
  const state: Queue = { ...freeLimits, name, lane: 'background', pause: null, version: 1, createdAtMs: env.nowMs };
  const facts = { queue: name, verb: 'created', version: 1, limits: limitWords(state), reason: '' };
  return [
    { put: 'queue', state },
    { put: 'audit', entry: { kind: 'queue.changed', actor, facts } },
  ];
}
