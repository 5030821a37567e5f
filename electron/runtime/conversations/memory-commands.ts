import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import { acting, type Handler } from '../engine/acting.ts';
import type { Engine } from '../engine/engine-port.ts';
import { sha256 } from '../json/canonical.ts';
import type { Stores } from '../store/stores.ts';
import { by } from '../verbs/by.ts';
import type { MemoryState } from './states.ts';

/** What agents remember is the operator's to change and to erase; what it said is named in the log by its hash alone. */
export function createMemoryCommands({
  engine,
  stores,
}: {
  readonly engine: Engine;
  readonly stores: Stores;
}): Readonly<Record<string, Handler>> {
  function known(memoryId: string): MemoryState {
    const found = stores.memories.load(memoryId);
    if (found !== null) return found;
    throw new LanekeeperError('not-found', `Nothing is remembered under ${memoryId}. Nothing was changed.`, {
      hint: '`lanekeeper memory list AGENT` shows what an agent remembers.',
    });
  }
  return {
    'memory.change': ({ memoryId, text }: MethodArguments<'memory.change'>, call) => {
      const person = acting(call);
      return engine.transact(
        {},
        (_loaded, env) => {
          const memory = known(memoryId);
          const state = { ...memory, text, changedBy: person.personId, atMs: env.nowMs };
          const facts = { memory: memoryId, agent: memory.agentId };
          const payloads = { text: sha256(text) };
          return {
            ok: true,
            changes: [
              { put: 'memory', state },
              { put: 'audit', entry: { ...by(person), kind: 'memory.changed', payloads, facts } },
            ],
            reply: { memoryId },
          };
        },
        call.options,
      );
    },
    'memory.erase': ({ memoryId }: MethodArguments<'memory.erase'>, call) => {
      const person = acting(call);
      return engine.transact(
        {},
        () => {
          const { agentId } = known(memoryId);
          return {
            ok: true,
            changes: [
              { put: 'memory-gone', memoryId },
              {
                put: 'audit',
                entry: { ...by(person), kind: 'memory.erased', facts: { memory: memoryId, agent: agentId } },
              },
            ],
            reply: { ok: true },
          };
        },
        call.options,
      );
    },
  };
}
