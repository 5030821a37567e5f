import { measuredOf, mostMeasured } from '../lanes/measure-turns.ts';
import type { MeasuredTurns, Routing } from '../../../shared/domain/routing.ts';
import type { Queue, QueueLane } from '../../../shared/domain/queue.ts';
import { laneOf } from '../queues/waiting-run.ts';
import type { ReleaseState, RunState } from '../engine/states.ts';
import type { Stores } from '../store/stores.ts';
import { historyOf, mostTurns } from './history.ts';
import type { ConversationState, TurnState } from './states.ts';
import { mostMemories, turnInput } from './turn-input.ts';

/** What deciding on a turn looks up, inside the transaction that writes it and before. */
export interface TurnWorld {
  conversation(conversationId: string): ConversationState | null;
  turn(turnId: string): TurnState | null;
  run(runId: string): RunState | null;
  isKnown(kind: 'run' | 'approval' | 'agent', id: string): boolean;
  agent(agentId: string): ReleaseState | null;
  queue(name: string): Queue | null;
  /** What the run of this turn is given, as JSON text. */
  inputOf(turn: TurnState, agent: ReleaseState): string;
  lastBelow(turnId: string): string;
  /** Of the newest turns of an agent that have ended. */
  measured(agentId: string): MeasuredTurns | null;
  /** Where the rule of lanes draws its lines. */
  routing(): Routing;
}

export function turnWorld(stores: Stores): TurnWorld {
  const { conversations, runs, workspace, effects, queues, memories } = stores;
  return {
    conversation: conversations.load,
    turn: conversations.turn,
    run: runs.load,
    isKnown(kind, id) {
      if (kind === 'run') return runs.load(id) !== null;
      return kind === 'agent' ? workspace.agent(id) !== null : effects.bundleOfApproval(id) !== null;
    },
    agent: workspace.agent,
    queue: queues.load,
    inputOf(turn, agent) {
      const before = turn.parentId === null ? [] : conversations.branch(turn.parentId, mostTurns);
      const past = before.map((one) => ({ turn: one, run: one.runId === null ? null : runs.load(one.runId) }));
      const known = agent.manifest.memory === true ? memories.newestOf(agent.agentId, mostMemories) : [];
      return JSON.stringify(turnInput(turn, historyOf(past), known));
    },
    lastBelow: conversations.lastBelow,
    measured: (agentId) => measuredOf(conversations.newestEnded(agentId, mostMeasured)),
    routing: () => workspace.settings().routing,
  };
}

/** The lane a turn is in; null: it waits for the one before it, or never began. */
export function laneOfTurn(turn: TurnState, world: Pick<TurnWorld, 'run'>): QueueLane | null {
  const run = turn.runId === null ? null : world.run(turn.runId);
  return run === null ? null : laneOf(run);
}

/** Whether the turn after this one has to wait: not for one that goes on in the background. */
export function holdsUp(turn: TurnState | null, world: Pick<TurnWorld, 'run' | 'turn'>): boolean {
  if (turn === null) return false;
  if (turn.endedAtMs === null) return laneOfTurn(turn, world) !== 'background';
  // One that was never begun stands between others.
  return turn.runId === null && turn.parentId !== null && holdsUp(world.turn(turn.parentId), world);
}
