import { fromWireError, LanekeeperError } from '../../../shared/errors.ts';
import type { Activations } from '../engine/activation-port.ts';
import type { Engine, TransactOptions } from '../engine/engine-port.ts';
import { crashPoint } from '../faults/crash-point.ts';
import type { ContractLine } from '../peers/contract-line.ts';
import type { Ids } from '../ports.ts';
import type { Stores } from '../store/stores.ts';
import { planTurn, type NewTurn, type SayRequest } from './plan-turn.ts';
import { beginningOf, beginTurn, saidBy, type Beginning } from './start-turn.ts';
import type { TurnState } from './states.ts';
import { holdsUp, turnWorld } from './turn-world.ts';

/** Times a turn is looked at again because what it was about has moved meanwhile. */
const mostLooks = 20;

export interface BeginDeskOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly activations: () => Pick<Activations, 'begin'>;
  readonly contracts: () => Pick<ContractLine, 'ask'>;
  readonly ids: Ids;
}

/** Makes turns, and begins them: at once, or when the turn before them lets them. */
export interface BeginDesk {
  say(request: SayRequest, options: TransactOptions): Promise<{ turnId: string }>;
  /** A turn that waited: nothing happens while it still has to, or has begun meanwhile. */
  beginWaiting(turnId: string): Promise<void>;
}

interface Begun {
  readonly runId: string;
  readonly turnId: string;
}

class Moved extends Error {}

export function createBeginDesk({ engine, stores, activations, contracts, ids }: BeginDeskOptions): BeginDesk {
  const world = turnWorld(stores);
  const budgetMs = (): number => stores.workspace.settings().latencyBudgetMs;

  /** What the run would begin with, held against the contract of the agent's release by the thread that may wait. */
  async function checked(turn: TurnState, agentId: string): Promise<Beginning> {
    const planned = beginningOf(turn, agentId, world);
    const { releaseHash, input } = planned.agent;
    const { id: name, version, schema } = input;
    const answer = await contracts().ask({
      releaseHash,
      name,
      version,
      schema: schema as never,
      where: 'input',
      value: planned.input,
    });
    if (!answer.ok) throw fromWireError(answer.error);
    return planned;
  }

  /** Claimed in the transaction that makes it where a host has room: one commit less before its code starts. */
  function start(planned: Beginning, runId: string, make: (isClaimed: boolean) => Promise<Begun>): Promise<Begun> {
    const { agent, queue, lane } = planned;
    const { agentId, releaseHash } = agent;
    const place = { queue, lane, agentId, releaseHash, priority: 0, queueKey: null };
    return activations().begin({ runId, ...place, notBeforeMs: null, admittedAtMs: null }, make);
  }

  async function looking<R>(look: () => Promise<R>): Promise<R> {
    for (let looked = 1; ; looked += 1)
      try {
        return await look();
      } catch (error) {
        if (!(error instanceof Moved)) throw error;
        if (looked === mostLooks)
          throw new LanekeeperError(
            'stale',
            'The conversation moves on faster than this can follow. Nothing was said.',
            {
              hint: 'Try it again.',
            },
          );
      }
  }

  async function sayOnce(request: SayRequest, options: TransactOptions): Promise<{ turnId: string }> {
    const look = (): NewTurn => planTurn(request, world, { nowMs: engine.now(), budgetMs: budgetMs() });
    const planned = look();
    const { agentId } = planned.conversation;
    const { turnId } = request;
    if (planned.waits)
      return engine.transact(
        {},
        (loaded, env) => {
          const now = planTurn(request, world, { nowMs: env.nowMs, budgetMs: budgetMs() });
          if (!now.waits) throw new Moved();
          const { turn, conversation } = now;
          return {
            ok: true,
            changes: [
              { put: 'conversation', state: conversation },
              { put: 'turn', state: turn },
              ...saidBy(turn, loaded.person(turn.personId)?.role ?? null, true),
            ],
            reply: { turnId },
          };
        },
        options,
      );
    const beginning = await checked(planned.turn, agentId);
    const runId = ids.uuid();
    crashPoint('turn.before-start');
    const begun = await start(beginning, runId, (isClaimed) =>
      engine.transact(
        { agent: agentId },
        (loaded, env) => {
          const now = planTurn(request, world, { nowMs: env.nowMs, budgetMs: budgetMs() });
          if (now.waits) throw new Moved();
          const claimFor = isClaimed ? { claimFor: beginning.agent.releaseHash } : {};
          const made = beginTurn(now.turn, beginning, { runId, world, conversationAgent: agentId, ...claimFor })(
            loaded,
            env,
          );
          if (made === null) throw new Moved();
          if (!made.ok) return made;
          const { changes } = made.reply;
          const said = saidBy(now.turn, loaded.person(request.personId)?.role ?? null, false);
          const conversation = { put: 'conversation', state: now.conversation } as const;
          return { ok: true, changes: [conversation, ...said, ...changes], reply: { runId, turnId } };
        },
        options,
      ),
    );
    crashPoint('turn.after-start');
    return { turnId: begun.turnId };
  }

  async function beginOnce(turnId: string): Promise<void> {
    const turn = world.turn(turnId);
    if (turn === null || !mayBegin(turn)) return;
    const agentId = world.conversation(turn.conversationId)?.agentId ?? '';
    const planned = await checked(turn, agentId);
    const runId = ids.uuid();
    await start(planned, runId, (isClaimed) =>
      engine.transact({ agent: agentId }, (loaded, env) => {
        const now = world.turn(turnId);
        if (now === null || !mayBegin(now)) throw new Moved();
        const claimFor = isClaimed ? { claimFor: planned.agent.releaseHash } : {};
        const made = beginTurn(now, planned, { runId, world, conversationAgent: agentId, ...claimFor })(loaded, env);
        if (made === null) throw new Moved();
        if (!made.ok) return made;
        return { ok: true, changes: made.reply.changes, reply: { runId, turnId } };
      }),
    );
  }

  function mayBegin(turn: TurnState): boolean {
    if (turn.runId !== null || turn.endedAtMs !== null) return false;
    return turn.parentId === null || !holdsUp(world.turn(turn.parentId), world);
  }

  return {
    async say(request, options) {
      // A repeat is answered before anything is looked up: the conversation has moved on by its own first time.
      const first = options.command === undefined ? null : stores.commands.firstReply(options.command);
      if (first !== null) return { turnId: (JSON.parse(first) as Begun).turnId };
      return looking(() => sayOnce(request, options));
    },
    beginWaiting: (turnId) => looking(() => beginOnce(turnId)),
  };
}
