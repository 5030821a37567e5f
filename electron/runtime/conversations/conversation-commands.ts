import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { acting, type Handler } from '../engine/acting.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { Ids } from '../ports.ts';
import type { Stores } from '../store/stores.ts';
import { by } from '../verbs/by.ts';
import { conversationOf } from './plan-turn.ts';
import { removeConversation } from './remove-conversation.ts';
import { refuseUnable } from './start-turn.ts';
import type { ConversationState } from './states.ts';
import { turnWorld } from './turn-world.ts';

export interface ConversationCommandWorld {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly ids: Ids;
}

/** The life of a conversation beside its turns. */
export function createConversationCommands(world: ConversationCommandWorld): Readonly<Record<string, Handler>> {
  const { engine, stores, ids } = world;
  const look = turnWorld(stores);
  return {
    'conversation.begin': ({ agentId, title }: MethodArguments<'conversation.begin'>, call) => {
      const person = acting(call);
      const conversationId = ids.uuid();
      return engine.transact(
        { agent: agentId },
        ({ agent }, env) => {
          if (agent === null)
            throw new LanekeeperError('not-found', `There is no agent "${agentId}". Nothing was begun.`, {
              hint: 'See the list of agents.',
            });
          refuseUnable(agent);
          const given = title ?? '';
          const state: ConversationState = {
            conversationId,
            title: given === '' ? 'New conversation' : given,
            isTitled: given !== '',
            agentId,
            personId: person.personId,
            headId: null,
            turns: 0,
            createdAtMs: env.nowMs,
            changedAtMs: env.nowMs,
            removedAtMs: null,
          };
          const facts = { conversation: conversationId, agent: agentId };
          return {
            ok: true,
            changes: [
              { put: 'conversation', state },
              { put: 'audit', entry: { ...by(person), kind: 'conversation.begun', facts } },
            ],
            reply: { conversationId },
          };
        },
        call.options,
      );
    },
    'conversation.rename': ({ conversationId, title }: MethodArguments<'conversation.rename'>, call) => {
      const person = acting(call);
      return engine.transact(
        {},
        () => {
          const state = { ...conversationOf(conversationId, look), title, isTitled: true };
          const entry = {
            ...by(person),
            kind: 'conversation.renamed' as const,
            facts: { conversation: conversationId },
          };
          return {
            ok: true,
            changes: [
              { put: 'conversation', state },
              { put: 'audit', entry },
            ],
            reply: { conversationId },
          };
        },
        call.options,
      );
    },
    'conversation.remove': ({ conversationId }: MethodArguments<'conversation.remove'>, call) => {
      const decide = removeConversation(acting(call), {
        conversation: () => conversationOf(conversationId, look),
        turns: () => stores.conversations.turnsOf(conversationId),
        run: stores.runs.load,
        effects: stores.effects.ofRun,
        isHeld: (runId) => stores.retention.hold(runId) !== null,
      });
      return engine.transact({}, decide, call.options);
    },
  };
}
