import { defaultQueues, type QueueLane } from '../../../shared/domain/queue.ts';
import { statedAnswersSchema } from '../../../shared/domain/stated-answers.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { Change, Env, Loaded, Outcome } from '../engine/engine-port.ts';
import { startRun } from '../engine/start-run.ts';
import type { ReleaseState } from '../engine/states.ts';
import { sha256 } from '../json/canonical.ts';
import { chooseLane, type LaneFacts } from '../lanes/choose-lane.ts';
import type { TurnState } from './states.ts';
import { isConversational } from './turn-input.ts';
import type { TurnWorld } from './turn-world.ts';

/** Longest input of a turn's run, JSON text in bytes: a message, and what was said before it. */
const mostInputBytes = 512 * 1024;

/** All that a turn's run begins with, as it was looked up before its contract was asked about. */
export interface Beginning {
  readonly agent: ReleaseState;
  /** JSON text. */
  readonly input: string;
  readonly lane: QueueLane;
  readonly queue: string;
}

/** Throws where no run of this agent can answer. */
export function beginningOf(turn: TurnState, agentId: string, world: TurnWorld): Beginning {
  const agent = world.agent(agentId);
  if (agent === null)
    throw new LanekeeperError('not-found', `There is no agent "${agentId}" to answer. Nothing was said.`, {
      hint: 'See the list of agents.',
    });
  refuseUnable(agent);
  const input = world.inputOf(turn, agent);
  if (Buffer.byteLength(input) > mostInputBytes)
    throw new LanekeeperError(
      'too-large',
      `This message is longer than ${mostInputBytes / 1024} KiB. Nothing was said.`,
      {
        hint: 'Attach it as a file.',
      },
    );
  const named = world.queue(agent.manifest.queue ?? '');
  const { lane } = chooseLane(factsOf(turn, agent, named?.lane ?? null, world), 0);
  const own = lane === 'interactive' ? 'interactive' : 'background';
  return { agent, input, lane: own, queue: named?.lane === own ? named.name : defaultQueues[own] };
}

export function refuseUnable(agent: ReleaseState): void {
  if (isConversational(agent)) return;
  throw new LanekeeperError('refused', `${agent.manifest.title} is not an agent one can talk with.`, {
    hint: 'Its input contract would have to take conversationId, turnId, text and history. Start it with `lanekeeper run` instead.',
  });
}

/**
 * The turn and its run, begun together: no turn is without its run, and no run without its turn, whatever happens in
 * between. Null: what was looked up has changed, and is looked up again.
 */
export function beginTurn(
  turn: TurnState,
  planned: Beginning,
  request: {
    readonly runId: string;
    readonly claimFor?: string;
    readonly world: TurnWorld;
    readonly conversationAgent: string;
  },
): (loaded: Loaded<{ agent: string }>, env: Env) => Outcome<{ changes: readonly Change[]; turn: TurnState }> | null {
  return (loaded, env) => {
    const now = beginningOf(turn, request.conversationAgent, request.world);
    const { agent, input, lane, queue } = now;
    if (agent.releaseHash !== planned.agent.releaseHash || input !== planned.input || queue !== planned.queue)
      return null;
    const file = turn.attachments.find((one) => one.kind === 'file') ?? null;
    const started = startRun({
      runId: request.runId,
      agentId: agent.agentId,
      // Not its words: a title stays in the log when they are removed.
      title: `${agent.manifest.title}, in a conversation`,
      input,
      file: file === null ? null : { sha256: file.sha256, name: file.name, bytes: file.bytes },
      sample: false,
      queue,
      ...(request.claimFor === undefined ? {} : { claimFor: request.claimFor }),
      actor: { kind: 'person', id: turn.personId },
      role: loaded.person(turn.personId)?.role ?? null,
    })(loaded, env);
    if (!started.ok) return started;
    const choice = chooseLane(
      factsOf(turn, agent, loaded.queue(agent.manifest.queue ?? '')?.lane ?? null, request.world),
      env.nowMs,
    );
    const begun: TurnState = { ...turn, runId: request.runId, lanes: [{ ...choice, lane }] };
    // The turn first: its run's row is followed from its very first state on.
    return {
      ok: true,
      changes: [],
      reply: { changes: [{ put: 'turn', state: begun }, ...started.changes], turn: begun },
    };
  };
}

function factsOf(
  turn: TurnState,
  agent: ReleaseState,
  declared: QueueLane | null,
  world: Pick<TurnWorld, 'measured' | 'routing'>,
): LaneFacts {
  return {
    asked: turn.lane,
    agentTitle: agent.manifest.title,
    declared,
    stated: agent.manifest.answers ?? statedAnswersSchema.parse({}),
    measured: turn.lane === null && declared === null ? world.measured(agent.agentId) : null,
    attachedBytes: turn.attachments.reduce((sum, one) => sum + (one.kind === 'file' ? one.bytes : 0), 0),
    latencyBudgetMs: turn.budgetMs,
    routing: world.routing(),
  };
}

/** What a new turn writes beside itself: its words for a search of conversations, and that somebody said them. */
export function saidBy(
  { turnId, conversationId, personId, text }: TurnState,
  role: string | null,
  waits: boolean,
): readonly Change[] {
  return [
    { put: 'turn-words', turnId, conversationId, body: text },
    {
      put: 'audit',
      entry: {
        kind: 'turn.said',
        actor: { kind: 'person', id: personId },
        role,
        payloads: { text: sha256(text) },
        facts: { conversation: conversationId, turn: turnId, waits },
      },
    },
  ];
}
