import { turnSignals } from '../../../shared/domain/conversation.ts';
import type { Person } from '../../../shared/domain/person.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import { acting, type Acting, type Handler } from '../engine/acting.ts';
import type { Activations } from '../engine/activation-port.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { JournalRow, RunState } from '../engine/states.ts';
import { deliverWorld, refusedBy } from '../peers/signal-commands.ts';
import type { ContractLine } from '../peers/contract-line.ts';
import type { Ids } from '../ports.ts';
import type { Stores } from '../store/stores.ts';
import { canCancel } from '../verbs/allowed.ts';
import type { BeginDesk } from './begin-desk.ts';
import { changePlan } from './change-plan.ts';
import { dropTurn } from './drop-turn.ts';
import { conversationOf, planTurn, turnOf, type SayRequest } from './plan-turn.ts';
import { promoteTurn } from './promote.ts';
import type { TurnState } from './states.ts';
import { steerTurn } from './steer.ts';
import { holdsUp, turnWorld } from './turn-world.ts';

export interface TurnCommandWorld {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly activations: Pick<Activations, 'during' | 'resume' | 'live' | 'laneChanged'>;
  readonly contracts: Pick<ContractLine, 'ask'>;
  readonly begin: BeginDesk;
  readonly turnEnded: (turnId: string) => void;
  /** Cancels a run as a person does, and leaves in place what it did. */
  readonly cancel: (runId: string, reason: string, call: Acting) => Promise<unknown>;
  readonly ids: Ids;
}

/** What a person says and does in a conversation. Each answers with the turn it is about, which a reader then shows. */
export function createTurnCommands(world: TurnCommandWorld): Readonly<Record<string, Handler>> {
  const { engine, stores, activations, contracts, begin, ids } = world;
  const look = turnWorld(stores);

  async function say(input: MethodArguments<'turn.say'>, call: Acting): Promise<{ turnId: string }> {
    const person = acting(call);
    const { conversationId, parentId, whileBusy, ...said } = input;
    const { personId } = person;
    const request: SayRequest = { turnId: ids.uuid(), conversationId, parentId, regenerates: null, personId, said };
    const isRepeat = call.options.command !== undefined && stores.commands.firstReply(call.options.command) !== null;
    if (isRepeat) return begin.say(request, call.options);
    const planned = planTurn(request, look, { nowMs: engine.now(), budgetMs: 1 });
    const atWork = planned.waits ? turnAtWork(planned.turn.parentId) : null;
    if (whileBusy === 'steer' && atWork !== null) {
      const steered = await steer(atWork, input.text, person, call);
      if (steered !== null) return steered;
    }
    const made = await begin.say(request, call.options);
    // After it is kept: a crash in between leaves a turn that waits, and the next try of the same command stops the other.
    if (whileBusy === 'interrupt' && atWork?.runId != null) await stopRun(atWork.runId, 'interrupted', call);
    return made;
  }

  /** The turn that this one, or the one it waits for, waits for; null where none of them has a run. */
  function turnAtWork(turnId: string | null): TurnState | null {
    for (let next = turnId; next !== null;) {
      const turn = look.turn(next);
      if (turn === null || !holdsUp(turn, look)) return null;
      if (turn.runId !== null) return turn;
      next = turn.parentId;
    }
    return null;
  }

  async function stopRun(runId: string, reason: string, call: Acting): Promise<void> {
    const run = stores.runs.load(runId);
    if (run !== null && canCancel(run).allowed)
      await world.cancel(runId, reason, { ...call, options: { front: true } });
  }

  async function steer(
    turn: TurnState,
    text: string,
    person: Person,
    call: Acting,
  ): Promise<{ turnId: string } | null> {
    const runId = turn.runId ?? '';
    const run = stores.runs.load(runId);
    const release = run === null ? null : stores.workspace.release(run.releaseHash);
    const name = turnSignals.steer;
    const refusal = await refusedBy(release, name, JSON.stringify({ text }), contracts);
    if (refusal?.code === 'refused')
      throw new LanekeeperError(
        'refused',
        `${release?.manifest.title ?? 'The agent'} hears nothing while it answers. Nothing was said.`,
        { hint: 'Let it wait for the end of this turn, or interrupt the turn.' },
      );
    if (refusal !== null) throw refusal;
    const deliverTo = deliverWorld({ stores, activations }, runId, { name, key: '' });
    return delivering(runId, (delivered) =>
      engine.transact({ run: runId }, steerTurn(person, turn, text, deliverTo, delivered), call.options),
    );
  }

  /** Keeps the run in its host while what it waits for is committed, and lets it go on after. */
  function delivering<R>(
    runId: string,
    act: (delivered: (row: JournalRow | null, state: RunState) => void) => Promise<R>,
  ): Promise<R> {
    const ended: { row: JournalRow | null; state: RunState | null } = { row: null, state: null };
    return activations.during(runId, async () => {
      const done = await act((row, state) => Object.assign(ended, { row, state }));
      if (ended.row !== null) activations.resume(runId, ended.state, [ended.row]);
      return done;
    });
  }

  return {
    'turn.say': say,
    'turn.regenerate': async ({ turnId }: MethodArguments<'turn.regenerate'>, call) => {
      const person = acting(call);
      const turn = turnOf(turnId, look);
      if (turn.endedAtMs === null)
        throw new LanekeeperError('wrong-state', 'This turn has not been answered yet. Nothing was changed.', {
          hint: 'Wait for its end, or stop it.',
        });
      const { conversationId, parentId, text, attachments, about, labels, lane } = turn;
      const said = { text, attachments, about, labels, ...(lane === null ? {} : { lane }) };
      const regenerates = turn.regenerates ?? turnId;
      const request = { turnId: ids.uuid(), conversationId, parentId, regenerates, personId: person.personId, said };
      return begin.say(request, call.options);
    },
    'turn.resend': async ({ turnId, ...said }: MethodArguments<'turn.resend'>, call) => {
      const { personId } = acting(call);
      const { conversationId, parentId } = turnOf(turnId, look);
      const request = { turnId: ids.uuid(), conversationId, parentId, regenerates: null, personId, said };
      return begin.say(request, call.options);
    },
    'turn.stop': async ({ turnId }: MethodArguments<'turn.stop'>, call) => {
      const person = acting(call);
      const turn = turnOf(turnId, look);
      if (turn.runId === null) {
        const dropped = await engine.transact(
          {},
          dropTurn({ person }, () => turnOf(turnId, look)),
          call.options,
        );
        world.turnEnded(turnId);
        return dropped;
      }
      const run = stores.runs.load(turn.runId);
      const first = call.options.command === undefined ? null : stores.commands.firstReply(call.options.command);
      if (first === null && (run === null || turn.endedAtMs !== null))
        throw new LanekeeperError('wrong-state', 'This turn has ended already. Nothing was changed.');
      await world.cancel(turn.runId, 'stopped', call);
      return { turnId };
    },
    'turn.promote': async ({ turnId }: MethodArguments<'turn.promote'>, call) => {
      const person = acting(call);
      const { runId } = turnOf(turnId, look);
      if (runId === null)
        throw new LanekeeperError('wrong-state', 'This turn waits for the one before it. Nothing was changed.', {
          hint: 'It can be moved once it has begun.',
        });
      const decide = promoteTurn(person, () => {
        const turn = turnOf(turnId, look);
        return { turn, release: stores.workspace.release(stores.runs.load(runId)?.releaseHash ?? '') };
      });
      await engine.transact({ run: runId }, decide, call.options);
      activations.laneChanged(runId);
      return { turnId };
    },
    'turn.choose': async ({ turnId }: MethodArguments<'turn.choose'>, call) => {
      acting(call);
      const { conversationId } = turnOf(turnId, look);
      return engine.transact(
        {},
        () => {
          const conversation = conversationOf(conversationId, look);
          const headId = look.lastBelow(turnId);
          const changes =
            conversation.headId === headId
              ? []
              : [{ put: 'conversation' as const, state: { ...conversation, headId } }];
          return { ok: true, changes, reply: { conversationId } };
        },
        call.options,
      );
    },
    'turn.seen': async ({ turnIds }: MethodArguments<'turn.seen'>, call) => {
      acting(call);
      return engine.transact(
        {},
        (_, { nowMs }) => ({ ok: true, changes: [{ put: 'turns-seen', turnIds, atMs: nowMs }], reply: { ok: true } }),
        call.options,
      );
    },
    'turn.changePlan': async ({ turnId, plan }: MethodArguments<'turn.changePlan'>, call) => {
      const person = acting(call);
      const turn = turnOf(turnId, look);
      const runId = turn.runId ?? '';
      const run = stores.runs.load(runId);
      const payload = JSON.stringify({ plan });
      const release = run === null ? null : stores.workspace.release(run.releaseHash);
      const refusal = run === null ? null : await refusedBy(release, turnSignals.plan, payload, contracts);
      if (refusal !== null) throw refusal;
      const deliverTo = deliverWorld({ stores, activations }, runId, { name: turnSignals.plan, key: '' });
      return delivering(runId, (delivered) =>
        engine.transact({ run: runId }, changePlan(person, turn, payload, deliverTo, delivered), call.options),
      );
    },
  };
}
