import type { Attachment } from '../../../shared/domain/conversation.ts';
import type { DataLabel } from '../../../shared/domain/model-call.ts';
import type { QueueLane } from '../../../shared/domain/queue.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { ConversationState, TurnAbout, TurnState } from './states.ts';
import { holdsUp, type TurnWorld } from './turn-world.ts';

/** What a person says. */
export interface Said {
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly about: TurnAbout | null;
  readonly labels: readonly DataLabel[];
  readonly lane?: QueueLane | undefined;
}

/** Where a message goes: after a turn of its conversation (null: it is the first), or beside one. */
export interface SayRequest {
  readonly turnId: string;
  readonly conversationId: string;
  /** Undefined: after the turn that is shown last. */
  readonly parentId: string | null | undefined;
  readonly regenerates: string | null;
  readonly personId: string;
  readonly said: Said;
}

/** A turn that is to be, and its conversation after it. `waits`: the turn before it is at work. */
export interface NewTurn {
  readonly turn: TurnState;
  readonly conversation: ConversationState;
  readonly waits: boolean;
}

/** Characters of a message that become its conversation's title. */
const titleLength = 80;

/** A conversation that is there; throws for one that is not. */
export function conversationOf(conversationId: string, world: Pick<TurnWorld, 'conversation'>): ConversationState {
  const found = world.conversation(conversationId);
  if (found !== null && found.removedAtMs === null) return found;
  const what = found === null ? `There is no conversation ${conversationId}.` : 'This conversation was removed.';
  throw new LanekeeperError('not-found', `${what} Nothing was changed.`, {
    hint: '`lanekeeper conversations list` shows those there are.',
  });
}

export function turnOf(turnId: string, world: Pick<TurnWorld, 'turn' | 'conversation'>): TurnState {
  const turn = world.turn(turnId);
  if (turn === null)
    throw new LanekeeperError('not-found', `There is no turn ${turnId}. Nothing was changed.`, {
      hint: 'Read the conversation again.',
    });
  conversationOf(turn.conversationId, world);
  return turn;
}

/** Throws what cannot be said; a turn that is planned may still find that its agent cannot be started. */
export function planTurn(
  request: SayRequest,
  world: TurnWorld,
  { nowMs, budgetMs }: { readonly nowMs: AtMs; readonly budgetMs: Ms },
): NewTurn {
  const { turnId, conversationId, regenerates, personId, said } = request;
  const known = conversationOf(conversationId, world);
  const parentId = request.parentId === undefined ? known.headId : request.parentId;
  const parent = parentId === null ? null : world.turn(parentId);
  if (parentId !== null && parent?.conversationId !== conversationId)
    throw new LanekeeperError(
      'not-found',
      `Turn ${parentId} is none of this conversation, so nothing can follow it there. Nothing was said.`,
      { hint: 'Read the conversation again.' },
    );
  refuseUnknown(said, world);
  const turn: TurnState = {
    turnId,
    conversationId,
    parentId,
    regenerates,
    personId,
    text: said.text,
    attachments: said.attachments,
    about: said.about,
    labels: said.labels,
    runId: null,
    lane: said.lane ?? null,
    lanes: [],
    error: null,
    budgetMs,
    leftMs: budgetMs,
    countingSinceMs: null,
    askedAtMs: nowMs,
    endedAtMs: null,
  };
  const isFirst = known.turns === 0 && !known.isTitled;
  const conversation: ConversationState = {
    ...known,
    title: isFirst ? titleOf(said.text) : known.title,
    headId: turnId,
    turns: known.turns + 1,
    changedAtMs: nowMs,
  };
  return { turn, conversation, waits: holdsUp(parent, world) };
}

/** What a message names has to be of this workspace; files are looked for before they come here. */
function refuseUnknown({ attachments, about }: Said, world: Pick<TurnWorld, 'isKnown'>): void {
  const named = attachments.flatMap((one) => (one.kind === 'file' ? [] : [one]));
  const unknown = [...named, ...(about === null ? [] : [about])].find(({ kind, id }) => !world.isKnown(kind, id));
  if (unknown !== undefined)
    throw new LanekeeperError('not-found', `There is no ${unknown.kind} ${unknown.id} here. Nothing was said.`, {
      hint: 'Attach something of this workspace.',
    });
}

function titleOf(text: string): string {
  const line = (text.trim().split('\n')[0] ?? '').replaceAll(/\s+/g, ' ').trim();
  return line.length <= titleLength ? line : `${line.slice(0, titleLength - 1)}…`;
}
